import type { AuditRecord } from '../src/ports/audit.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { auditLine, isPerson } from './audit-lines.ts';
import { auditWords } from './audit-words.ts';
import { bulletList, count, enumerate, footnote, rich, sentence } from './text.ts';

const SHOWN = 20;

/** Kinds of entries that a notification names. */
const KINDS = 5;

/**
 * What was written to the audit since the last such message, oldest first. It tells; it calls nobody: people are not
 * mentioned, but named.
 * @param more Whether further ones are not among them.
 * @param names What people are called, by id.
 */
export function auditPost(
  records: readonly AuditRecord[],
  more: boolean,
  names: ReadonlyMap<string, string>,
): ChatMessage {
  const last = records.at(-1);
  const hidden = records.length - SHOWN;
  const rest =
    hidden > 0 || more
      ? [
          [
            rich.text(
              `and ${hidden > 0 ? count(hidden, 'more entry', 'more entries') : 'more'}${hidden > 0 && more ? ' at least' : ''}`,
            ),
          ],
        ]
      : [];
  return {
    text: sentence(`Audit: ${tally(records)}.`),
    blocks: [
      {
        type: 'rich_text',
        elements: [bulletList([...shownOf(records).map((record) => auditLine(record, names)), ...rest])],
      },
      // Whoever rewrites the audit cannot rewrite what Slack has seen of it.
      footnote(last === undefined ? 'Nothing.' : `Last: ${last.chain} #${last.seq} ${last.hash.slice(0, 16)}`),
    ],
  };
}

/** Those that get a line of their own. */
function shownOf(records: readonly AuditRecord[]): readonly AuditRecord[] {
  return records.slice(0, SHOWN);
}

/** The people, by id, whom the message about these records names. */
export function namedIn(records: readonly AuditRecord[]): ReadonlySet<string> {
  return new Set(
    shownOf(records)
      .map(({ who }) => who)
      .filter(isPerson),
  );
}

/** `approved (3), finished a run`: what was done, each once, in the order of its first entry. */
function tally(records: readonly AuditRecord[]): string {
  const kinds = [...Map.groupBy(records, ({ event }) => event)];
  const named = kinds
    .slice(0, KINDS)
    .map(([event, { length }]) => `${auditWords(event)}${length === 1 ? '' : ` (${length})`}`);
  return enumerate([...named, ...(kinds.length > KINDS ? ['more'] : [])]);
}
