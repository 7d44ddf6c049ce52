import type { KnownBlock, RichTextElement } from '@slack/types';
import type { RecordSummary } from '../src/model/alert.ts';
import type { Lookup, LookupKind, LookupQuestion } from '../src/model/lookup.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { bulletList, clip, codes, count, footnote, LIMITS, paragraph, plain, rich, sentence } from './text.ts';

const SHOWN = 20;

export interface LookupFraming {
  /** Named in a thread, where everybody sees the answer. */
  readonly askedBy?: string;
  accountName(id: string): string;
}

/** What a lookup found: a summary by API and address, the newest records, and how complete it is. */
export function lookupAnswer(lookup: Lookup, framing: LookupFraming): ChatMessage {
  const { question, records } = lookup;
  const title = titleOf(isMention(question.term) ? { ...question, term: lookup.searched?.[0] ?? 'nobody' } : question);
  const who = !OF_ONE.has(question.about);
  const span = [rich.date(question.from), rich.text(' to '), rich.date(question.to)];
  const asked = framing.askedBy === undefined ? [] : [rich.text(', asked by '), rich.user(framing.askedBy)];
  const found = records.length === 0 ? 'Nothing found' : count(records.length, 'record');
  const doubt = lookup.unknown === undefined ? '' : ', check the spelling';
  const place = commonPlace(records, framing);
  const blocks: KnownBlock[] = [
    { type: 'header', text: plain(title, LIMITS.header) },
    paragraph(
      rich.bold(`${found} `),
      ...span,
      ...(shortName(question.term) === question.term ? [] : [rich.text(' of '), rich.code(question.term)]),
      ...(place === undefined ? [] : [rich.text(`, all in ${place}`, 120)]),
      ...asked,
    ),
    ...spelling(lookup),
  ];
  if (records.length > 0) {
    blocks.push({ type: 'rich_text', elements: [bulletList(summary(records, who))] });
    blocks.push({
      type: 'rich_text',
      elements: [
        bulletList(
          records.slice(0, SHOWN).map((record) => line(record, place === undefined ? framing : undefined, who)),
        ),
      ],
    });
  }
  blocks.push(footnote(completeness(lookup)));
  return {
    text: sentence(`${title}: ${found.toLowerCase()}${doubt}${lookup.gaps.length === 0 ? '' : ', not complete'}.`),
    blocks,
  };
}

/** What was searched for, where that is not what was typed, and what may have been meant where nothing has such a name. */
function spelling({ question, searched, unknown }: Lookup): readonly KnownBlock[] {
  if (unknown !== undefined) {
    const near = codes(unknown.near, 3, 80);
    const meant = near.length === 0 ? [] : [rich.text(' Did you mean '), ...near, rich.text('?')];
    return [
      paragraph(
        rich.text('No record names '),
        rich.code(question.term, 80),
        rich.text(': check the spelling.'),
        ...meant,
      ),
    ];
  }
  return searched === undefined
    ? []
    : [paragraph(rich.text('Searched for '), ...codes(searched, 5, 120), rich.text('.'))];
}

/** These ask about one principal, which need not be named with each record. */
const OF_ONE: ReadonlySet<LookupKind> = new Set(['who', 'key']);

function titleOf({ about, term }: LookupQuestion): string {
  const name = shortName(term);
  switch (about) {
    case 'who':
    case 'resource':
      return `Trail of ${name}`;
    case 'key':
      return `Trail of key ${name}`;
    case 'ip':
      return `Calls from ${name}`;
    case 'event':
      return `Event ${name}`;
    case 'errors':
      return name === '' ? 'Calls that AWS refused' : `Calls of ${name} that AWS refused`;
  }
}

/** A mention as Slack writes it: only in a message would it be shown as a name. */
function isMention(term: string): boolean {
  return /^(?:<|&lt;)@/.test(term);
}

/** `user/dave` of an ARN; anything else as it was asked for. */
function shortName(term: string): string {
  return /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(term)?.[1] ?? term;
}

/** How much of the trail was seen: what is shown of it, what was not looked at, and where. */
function completeness({ records, gaps, read, regions, ownLeftOut = 0, unknown }: Lookup): string {
  const shown = records.length > SHOWN ? [`The newest ${SHOWN} of ${records.length} are shown.`] : [];
  const own =
    ownLeftOut === 0
      ? []
      : [`${count(ownLeftOut, 'call')} of Trailbolt's own roles ${ownLeftOut === 1 ? 'is' : 'are'} left out.`];
  const seen = gaps.length > 0 ? [`Not complete: ${gaps.map((gap) => gap.replace(/\.$/, '')).join('; ')}.`] : [];
  // Whoever is told that nothing has the name must not take the second half of the answer for an all-clear.
  if (gaps.length === 0 && unknown === undefined)
    seen.push("Complete as far as CloudTrail's event history goes; the last minutes may be missing.");
  if (regions.length === 0) return 'No guarded account was asked.';
  return [...shown, ...own, ...seen, `${count(read, 'record')} read in ${regions.join(', ')}.`].join(' ');
}

function summary(records: readonly RecordSummary[], who: boolean): RichTextElement[][] {
  return [
    ...(who
      ? [
          [
            rich.bold('Who '),
            rich.text(
              tally(records, (record) => record.actor.root.name),
              400,
            ),
          ],
        ]
      : []),
    [
      rich.bold('APIs '),
      rich.text(
        tally(records, (record) => record.eventName),
        400,
      ),
    ],
    [
      rich.bold('From '),
      rich.text(
        tally(records, (record) => record.sourceIPAddress ?? 'unknown'),
        400,
      ),
    ],
    [
      rich.bold('Refused '),
      rich.text(
        tally(
          records.filter((record) => record.errorCode !== undefined),
          (record) => record.errorCode ?? '',
        ) || 'none',
        400,
      ),
    ],
  ];
}

/** `RunInstances (3), DescribeInstances (1)`, most frequent first. */
function tally(records: readonly RecordSummary[], keyOf: (record: RecordSummary) => string): string {
  const counts = new Map<string, number>();
  for (const record of records) counts.set(keyOf(record), (counts.get(keyOf(record)) ?? 0) + 1);
  const sorted = [...counts].toSorted((a, b) => b[1] - a[1]);
  const shown = sorted.slice(0, 8).map(([key, n]) => `${clip(key, 60)} (${n})`);
  return [...shown, ...(sorted.length > 8 ? [`and ${sorted.length - 8} more`] : [])].join(', ');
}

function placeOf(record: RecordSummary, framing: LookupFraming): string {
  return `${framing.accountName(record.account)}, ${record.region}`;
}

/** Where all of several records are: said once then. */
function commonPlace(records: readonly RecordSummary[], framing: LookupFraming): string | undefined {
  const places = new Set(records.map((record) => placeOf(record, framing)));
  return records.length > 1 && places.size === 1 ? [...places][0] : undefined;
}

/** One record; `framing` names its place where that is not the same for all, `who` the principal. */
function line(record: RecordSummary, framing: LookupFraming | undefined, who: boolean): RichTextElement[] {
  const at = Date.parse(record.eventTime);
  const targets = record.targets.map((target) => target.id);
  return [
    Number.isFinite(at) ? rich.date(at, '{date_short_pretty} {time_secs}') : rich.text('time not recorded'),
    rich.text(' '),
    rich.bold(record.eventName, 80),
    ...(targets.length === 0 ? [] : [rich.text(' '), ...codes(targets, 2, 70)]),
    ...(who ? [rich.text(` by ${clip(record.actor.root.name, 60)}`)] : []),
    rich.text(
      `${framing === undefined ? '' : ` in ${placeOf(record, framing)},`} from ${record.sourceIPAddress ?? 'unknown'}`,
      150,
    ),
    ...(record.errorCode === undefined ? [] : [rich.text(' refused: '), rich.code(record.errorCode, 60)]),
    ...signInOutcome(record),
  ];
}

/** A sign-in that failed has no error code: what came of it stands in the answer. */
function signInOutcome({ eventName, eventSource, errorCode, responseElements }: RecordSummary): RichTextElement[] {
  const outcome = responseElements?.[eventName];
  if (eventSource !== 'signin.amazonaws.com' || errorCode !== undefined) return [];
  if (outcome === 'Failure') return [rich.text(' '), rich.bold('failed')];
  return outcome === 'Success' ? [rich.text(' '), rich.bold('succeeded')] : [];
}
