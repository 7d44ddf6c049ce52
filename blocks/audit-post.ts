import type { AuditRecord } from '../src/ports/audit.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { auditLine } from './audit-lines.ts';
import { bulletList, count, footnote, rich, sentence } from './text.ts';

const SHOWN = 20;

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
    text: sentence(
      `Audit: ${records
        .slice(0, 5)
        .map((record) => record.event)
        .join(', ')}${records.length > 5 ? ' and more' : ''}.`,
    ),
    blocks: [
      { type: 'rich_text', elements: [bulletList([...records.slice(0, SHOWN).map(auditLine), ...rest])] },
      // Whoever rewrites the audit cannot rewrite what Slack has seen of it.
      footnote(last === undefined ? 'Nothing.' : `Last: ${last.chain} #${last.seq} ${last.hash.slice(0, 16)}`),
    ],
  };
}
