import type { AuditRecord } from '../src/ports/audit.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { auditLine } from './audit-lines.ts';
import { pageOf, type Paging } from './page.ts';
import { bulletList, count, footnote, paragraph, rich, sentence } from './text.ts';

const SHOWN = 20;

export interface AuditAnswer {
  /** What was asked about, in words: `case abc`. */
  readonly about: string;
  /** Unix milliseconds; undefined: from the beginning. */
  readonly from: number | undefined;
  /** Newest first. */
  readonly records: readonly AuditRecord[];
  /** There are more than were read. */
  readonly partial: boolean;
  /** How the chain that was asked about holds; undefined: it was about no single one. */
  readonly chain: { readonly broken: { readonly seq: number; readonly problem: string } | undefined } | undefined;
}

/** What the audit knows of a case, a request or a person. */
export function auditAnswer(
  { about, from, records, partial, chain }: AuditAnswer,
  paging: Paging = { page: 1, command: '/trail audit' },
): ChatMessage {
  const { shown, words } = pageOf(records, SHOWN, paging);
  const found =
    records.length === 0 ? 'nothing' : `${count(records.length, 'entry', 'entries')}${partial ? ' and more' : ''}`;
  return {
    text: sentence(`Audit of ${about}: ${found}${chain?.broken === undefined ? '' : ', and its chain is broken'}.`),
    blocks: [
      paragraph(
        rich.bold(`Audit of ${about}`),
        ...(from === undefined ? [] : [rich.text(' since '), rich.date(from)]),
        rich.text(`: ${found}.`),
      ),
      ...(chain?.broken === undefined
        ? []
        : [paragraph(rich.bold(`Its chain is broken at record ${chain.broken.seq}: ${chain.broken.problem}.`))]),
      ...(records.length === 0
        ? []
        : [{ type: 'rich_text' as const, elements: [bulletList(shown.map((record) => auditLine(record)))] }]),
      footnote(
        [
          ...words,
          ...(partial ? ['More were not read; a time nearer to now, such as 24h, has fewer.'] : []),
          chain !== undefined && chain.broken === undefined
            ? 'Its chain holds.'
            : 'trailbolt verify audit looks at every chain.',
        ].join(' '),
      ),
    ],
  };
}
