import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { authorOf, type Entry } from './conversation.ts';
import { Message } from './message.tsx';
import { plainSummary } from './plain-summary.ts';
import { useSession } from './session.ts';

/** Within this many pixels of the end a reader counts as following along. */
const NEAR_END = 120;
/** Messages drawn at first, and more at each wish: a storm of hundreds of cards must not slow the page down. */
const DRAWN = 50;

/** Says the newest message of somebody else, once, to screen readers. */
function Announcer({ entries }: { readonly entries: readonly Entry[] }) {
  const { state, me, names } = useSession();
  const newest = entries.at(-1)?.message;
  const known = useRef(newest?.ts);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (newest === undefined || newest.ts === known.current) return;
    known.current = newest.ts;
    if (newest.author === me.id) return;
    setSaid(`${authorOf(state.slack, newest.author).name}: ${plainSummary(newest.text, names).slice(0, 300)}`);
  }, [newest?.ts]);
  return (
    <div class="sr-only" aria-live="polite" data-testid="announcer">
      {said}
    </div>
  );
}

interface MessageListProps {
  readonly entries: readonly Entry[];
  readonly label: string;
  /** How many of the oldest are always drawn: a thread's parent. */
  readonly pinned?: number;
  readonly onOpenThread?: (ts: string) => void;
}

/** Messages, oldest first, that keeps showing the newest while the reader is at the end. */
export function MessageList({ entries, label, pinned = 0, onOpenThread }: MessageListProps) {
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [limit, setLimit] = useState(DRAWN);
  const hidden = Math.max(0, entries.length - limit);
  const draw = (entry: Entry) => (
    <Message
      key={entry.message.ts}
      entry={entry}
      {...(onOpenThread === undefined ? {} : { onOpenThread: () => onOpenThread(entry.message.ts) })}
    />
  );

  useLayoutEffect(() => {
    if (box.current !== null && following.current) box.current.scrollTop = box.current.scrollHeight;
  });

  return (
    <div
      class="messages"
      ref={box}
      role="region"
      aria-label={label}
      tabIndex={0}
      onScroll={({ currentTarget }) => {
        const left = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight;
        following.current = left < NEAR_END;
      }}
    >
      {entries.length === 0 && <p class="empty">Nothing was written here yet.</p>}
      {entries.slice(0, Math.min(pinned, hidden)).map(draw)}
      {hidden > pinned && (
        <button type="button" class="button earlier" onClick={() => setLimit(limit + DRAWN)}>
          <span>Show {Math.min(DRAWN, hidden - pinned)} earlier messages</span>
        </button>
      )}
      {entries.slice(hidden > pinned ? hidden : Math.min(pinned, hidden)).map(draw)}
      <Announcer entries={entries} />
    </div>
  );
}
