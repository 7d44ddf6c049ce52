import { useMemo } from 'preact/hooks';
import type { SandboxMessage } from '../contract.ts';
import { Avatar } from './avatar.tsx';
import { Blocks } from './blocks/block.tsx';
import { SurfaceProvider, type Surface } from './blocks/surface.ts';
import { Mrkdwn } from './blocks/text.tsx';
import { authorOf, newReplies, threadMark, tsToMs, type Entry } from './conversation.ts';
import { Icon } from './icon.tsx';
import { MessageMenu } from './message-menu.tsx';
import { plainSummary } from './plain-summary.ts';
import { useSession, type Session } from './session.ts';

function timeOf(ts: string): string {
  return new Date(tsToMs(ts)).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
}

function surfaceOf(message: SandboxMessage, act: Session['act'], heading: 2 | 3): Surface {
  return {
    heading,
    async dispatch(choice) {
      await act({ do: 'click', channel: message.channel, ts: message.ts, ...choice });
    },
  };
}

function dayOf(ts: string): string {
  const day = new Date(tsToMs(ts));
  if (day.toDateString() === new Date().toDateString()) return 'Today';
  return day.toLocaleDateString([], { weekday: 'long', month: 'long', day: 'numeric' });
}

function countOf(replies: readonly SandboxMessage[]): string {
  return `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`;
}

interface RepliesProps {
  readonly message: SandboxMessage;
  readonly replies: readonly SandboxMessage[];
  readonly onOpen: () => void;
}

function Replies({ message, replies, onOpen }: RepliesProps) {
  const { state, me, readTs } = useSession();
  const fresh = newReplies(replies, me.id, readTs(threadMark(message.channel, message.ts)));
  const authors = [...new Set(replies.map(({ author }) => author))].slice(0, 4);
  const last = replies.at(-1);
  return (
    <button type="button" class="replies" onClick={onOpen} data-testid="open-thread">
      {authors.map((id) => (
        <Avatar key={id} author={authorOf(state.slack, id)} small />
      ))}
      <strong>{countOf(replies)}</strong>
      {fresh > 0 && <span class="count">{fresh} new</span>}
      {last !== undefined && <span class="quiet">Last at {timeOf(last.ts)}</span>}
    </button>
  );
}

interface MessageProps {
  readonly entry: Entry;
  /** It is the first that the reader has not seen. */
  readonly startsNew?: boolean;
  /** Absent inside a thread. */
  readonly onOpenThread?: () => void;
}

/** One message with its blocks, or its text where it has none. */
export function Message({ entry, startsNew = false, onOpenThread }: MessageProps) {
  const { message, replies, continues, startsDay } = entry;
  const { state, names, act } = useSession();
  const author = authorOf(state.slack, message.author);
  const surface = useMemo(() => surfaceOf(message, act, onOpenThread === undefined ? 3 : 2), [message, act]);
  const summary = useMemo(() => plainSummary(message.text, names), [message.text, names]);
  const ephemeral = message.visibleTo !== undefined;
  const blocks = message.blocks ?? [];
  const classes = ['message', continues ? 'continues' : '', ephemeral ? 'ephemeral' : ''].join(' ').trim();
  return (
    <>
      {startsDay && (
        <div class="day" role="separator">
          <span>{dayOf(message.ts)}</span>
        </div>
      )}
      {startsNew && (
        <div class="day new" role="separator">
          <span>New</span>
        </div>
      )}
      <article
        class={classes}
        data-testid="message"
        data-ts={message.ts}
        aria-label={`${author.name}, ${timeOf(message.ts)}: ${summary}`}
      >
        <div class="gutter">
          {continues ? <span class="when">{timeOf(message.ts)}</span> : <Avatar author={author} />}
        </div>
        <div class="message-body">
          {!continues && (
            <div class="byline">
              <strong class="author">{author.name}</strong>
              {author.isApp && <span class="badge">App</span>}
              {author.person !== undefined && author.person.kind !== 'member' && (
                <span class="badge">{author.person.kind}</span>
              )}
              <time class="when" dateTime={new Date(tsToMs(message.ts)).toISOString()}>
                {timeOf(message.ts)}
              </time>
            </div>
          )}
          {ephemeral && (
            <p class="only-you">
              <Icon name="eye" /> Only visible to you
            </p>
          )}
          <SurfaceProvider value={surface}>
            {blocks.length > 0 ? <Blocks blocks={blocks} /> : <Mrkdwn source={message.text} />}
          </SurfaceProvider>
          {message.edited === true && <span class="edited">(edited)</span>}
          {replies.length > 0 && onOpenThread !== undefined && (
            <Replies message={message} replies={replies} onOpen={onOpenThread} />
          )}
        </div>
        {!ephemeral && (
          <MessageMenu message={message} {...(onOpenThread === undefined ? {} : { onReply: onOpenThread })} />
        )}
      </article>
      {replies.length > 0 && onOpenThread === undefined && (
        <div class="day" role="separator">
          <span>{countOf(replies)}</span>
        </div>
      )}
    </>
  );
}
