import { raisedElsewhere } from '../../blocks/channel-note.ts';
import { note } from '../../blocks/note.ts';
import type { Alert } from '../model/alert.ts';
import type { Case } from '../model/case.ts';
import { levelRank } from '../model/level.ts';
import type { ChatMessage } from '../ports/chat.ts';
import type { Store, Write } from '../ports/store.ts';
import { createOutbox } from './outbox.ts';
import { caseTag, readPosted } from './posted.ts';

export interface AnnouncePorts {
  readonly store: Store;
  /** Channel for a new case. */
  channelFor(alert: Alert): Promise<string>;
  /** How people call an account. Absent: by its id. */
  accountName?(id: string): string;
}

/** What has to be said anew, because a card that is brought up to date notifies nobody: a worse rule, a case that is back. */
export async function announcements(
  ports: AnnouncePorts,
  alert: Alert,
  { before, next, now }: { readonly before: Case | undefined; readonly next: Case; readonly now: number },
): Promise<readonly Write[]> {
  // A case that begins says itself what it is.
  if (before === undefined) return [];
  const outbox = createOutbox(() => now);
  const worse = levelRank(next.level) > levelRank(before.level);
  // A case stays in its channel. Where something as bad is usually told elsewhere, it is said there where to look.
  const usual = worse ? await ports.channelFor(alert) : next.channel;
  const elsewhere =
    usual === next.channel
      ? []
      : [
          outbox.plain(
            `elsewhere-${next.id}-${next.level}`,
            usual,
            raisedElsewhere(next, ports.accountName?.(next.account) ?? next.account),
          ),
        ];
  if (before.status === 'closed')
    return [outbox.note(`reopened-${next.id}-${next.count}`, next, reopenedNote(next), 'broadcast'), ...elsewhere];
  const seen = worse && (await readPosted(ports.store, caseTag(next.id)))?.value.ref !== undefined;
  return [
    // A card that still waits will say it itself.
    ...(seen ? [outbox.note(`raised-${next.id}-${next.level}`, next, raisedNote(next), 'broadcast')] : []),
    ...elsewhere,
  ];
}

function raisedNote(it: Case): ChatMessage {
  return note(`Raised to ${it.level}: ${it.lines[0]?.rule.title ?? 'a worse rule fired'} (${it.actor.root.name}).`);
}

function reopenedNote(it: Case): ChatMessage {
  const newest = it.lines.toSorted((a, b) => b.lastAt.localeCompare(a.lastAt))[0];
  return note(`Opened again: ${newest?.rule.title ?? 'a rule fired'} (${it.actor.root.name}).`);
}
