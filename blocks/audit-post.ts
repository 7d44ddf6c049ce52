import type { AuditRecord } from '../src/ports/audit.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { auditLine } from './audit-lines.ts';
import { auditWords } from './audit-words.ts';
import { bulletList, count, enumerate, footnote, rich, sentence } from './text.ts';

const SHOWN = 20;

/** Kinds of entries that a notification names. */
const KINDS = 5;

/** What was written to the audit since the last such message, oldest first; `more`: how many are not among them. */
export function auditPost(records: readonly AuditRecord[], more: boolean): ChatMessage {
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
      { type: 'rich_text', elements: [bulletList([...records.slice(0, SHOWN).map(auditLine), ...rest])] },
      // Whoever rewrites the audit cannot rewrite what Slack has seen of it.
      footnote(last === undefined ? 'Nothing.' : `Last: ${last.chain} #${last.seq} ${last.hash.slice(0, 16)}`),
    ],
  };
}

/** `approved (3), finished a run`: what was done, each once, in the order of its first entry. */
function tally(records: readonly AuditRecord[]): string {
  const kinds = [...Map.groupBy(records, ({ event }) => event)];
  const named = kinds
    .slice(0, KINDS)
    .map(([event, { length }]) => `${auditWords(event)}${length === 1 ? '' : ` (${length})`}`);
  return enumerate([...named, ...(kinds.length > KINDS ? ['more'] : [])]);
}
