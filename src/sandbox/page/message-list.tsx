import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { authorOf, firstUnread, type Entry } from './conversation.ts';
import { Message } from './message.tsx';
import { plainSummary } from './plain-summary.ts';
import { useSession } from './session.ts';

/** Within this many pixels of the end a reader counts as following along. */
const NEAR_END = 120;
/** Within this many pixels of the beginning, older messages are drawn or fetched. */
const NEAR_START = 40;
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
  readonly id?: string;
  readonly entries: readonly Entry[];
  readonly label: string;
  /** Up to where the reader had read when they came: what is newer stands below a line. Absent: there is no such line. */
  readonly readTs?: string;
  /** How many of the oldest are always drawn: a thread's parent. */
  readonly pinned?: number;
  readonly onOpenThread?: (ts: string) => void;
  /** How many older ones the sandbox has that are not here yet, and how to get them. */
  readonly earlier?: number;
  readonly onEarlier?: () => void;
}

/** Messages, oldest first, that keeps showing the newest while the reader is at the end. */
export function MessageList(props: MessageListProps) {
  const { id, entries, label, readTs, pinned = 0, onOpenThread, earlier = 0, onEarlier } = props;
  const { me } = useSession();
  const [cameAt] = useState(readTs);
  const firstNew = cameAt === undefined ? undefined : firstUnread(entries, me.id, cameAt);
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  /** How far the place that is read is from the end: it stays there while older messages come in above it. */
  const fromEnd = useRef(0);
  /** The oldest that is drawn while somebody reads back; undefined: so many of the newest. */
  const [from, setFrom] = useState<string | undefined>();
  const at = entries.findIndex(({ message }) => message.ts === from);
  const hidden = at === -1 ? Math.max(0, entries.length - DRAWN) : at;
  const oldest = entries[0]?.message.ts;
  const oldestDrawn = entries[hidden]?.message.ts;
  const drawMore = (): void => setFrom(entries[Math.max(0, hidden - DRAWN)]?.message.ts);
  const more = (): void => {
    if (hidden > pinned) drawMore();
    else if (earlier > 0) onEarlier?.();
  };
  const draw = (entry: Entry) => (
    <Message
      key={entry.message.ts}
      entry={entry}
      startsNew={entry.message.ts === firstNew}
      {...(onOpenThread === undefined ? {} : { onOpenThread: () => onOpenThread(entry.message.ts) })}
    />
  );

  // Older ones arrived: they are wanted, so they are drawn.
  useLayoutEffect(() => {
    if (!following.current && hidden > pinned) drawMore();
  }, [oldest]);
  useLayoutEffect(() => {
    if (box.current !== null && !following.current) box.current.scrollTop = box.current.scrollHeight - fromEnd.current;
  }, [oldestDrawn]);
  useLayoutEffect(() => {
    if (box.current !== null && following.current) box.current.scrollTop = box.current.scrollHeight;
  });

  return (
    <div
      class="messages"
      id={id}
      ref={box}
      role="region"
      aria-label={label}
      tabIndex={0}
      onScroll={({ currentTarget }) => {
        const { scrollHeight, scrollTop, clientHeight } = currentTarget;
        fromEnd.current = scrollHeight - scrollTop;
        following.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
        const wantsMore = !following.current && scrollTop < NEAR_START;
        // What comes in below must not push out what is being read; back at the end it is let go again.
        if (!wantsMore || hidden === 0) setFrom(following.current ? undefined : (from ?? oldestDrawn));
        if (wantsMore) more();
      }}
    >
      {entries.length === 0 && <p class="empty">Nothing was written here yet.</p>}
      {entries.slice(0, Math.min(pinned, hidden)).map(draw)}
      {(hidden > pinned || earlier > 0) && (
        <button type="button" class="button earlier" onClick={more}>
          <span>Show {Math.min(DRAWN, hidden > pinned ? hidden - pinned : earlier)} earlier messages</span>
        </button>
      )}
      {entries.slice(hidden > pinned ? hidden : Math.min(pinned, hidden)).map(draw)}
      <Announcer entries={entries} />
    </div>
  );
}
