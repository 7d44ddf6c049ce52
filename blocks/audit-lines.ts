import type { RichTextElement } from '@slack/types';
import type { JsonObject } from '../src/model/json.ts';
import type { AuditRecord } from '../src/ports/audit.ts';
import { VERDICT_WORDS } from './case-status.ts';
import { auditWords } from './audit-words.ts';
import { clip, rich } from './text.ts';

/** What of a record's data says the most, in this order. */
const TELLING = [
  'automation',
  'action',
  'target',
  'outcome',
  'result',
  'reason',
  'verdict',
  'words',
  'emergency',
  'code',
  'problem',
  'error',
];

const VERDICTS = new Map<string, string>(Object.entries(VERDICT_WORDS));

/** What a field is called to people, where that is not its name. */
const NAMES: Readonly<Record<string, string>> = { words: 'reason', verdict: 'as' };

/** Whether this `who` of a record is a Slack user, by the form of their ids. */
export function isPerson(who: string): boolean {
  return /^[UW][A-Z0-9]{2,}$/.test(who);
}

/**
 * One audit record on one line: when, who, what in words, what its data tells, and the code of the event.
 * @param names What people are called, by id: with it nobody is mentioned, which would notify them. Without it they are.
 */
export function auditLine(record: AuditRecord, names?: ReadonlyMap<string, string>): RichTextElement[] {
  const at = Date.parse(record.at);
  const details = detailsOf(record);
  const end = details === '' ? '' : `: ${details}`;
  const to = assignedTo(record);
  return [
    Number.isFinite(at) ? rich.date(at, '{date_short_pretty} {time_secs}') : rich.text('no time'),
    rich.text(' '),
    whoDidIt(record.who, names),
    ...(to === undefined
      ? [rich.text(` ${auditWords(record.event)}${end} `, 320)]
      : [rich.text(` ${auditWords(record.event)} to `), rich.user(to), rich.text(`${end} `, 320)]),
    rich.code(record.event, 60),
  ];
}

/** Whom a case was given to. */
function assignedTo({ event, data }: AuditRecord): string | undefined {
  const to = event === 'case.assigned' ? data['to'] : undefined;
  return typeof to === 'string' && /^[UW][A-Z0-9]{2,}$/.test(to) ? to : undefined;
}

/** A name can be changed, and another person may take it: the id stays beside it. */
function whoDidIt(who: string, names: ReadonlyMap<string, string> | undefined): RichTextElement {
  if (names === undefined && isPerson(who)) return rich.user(who);
  const name = names?.get(who);
  return rich.text(name === undefined ? who : `${clip(name, 40)} (${who})`, 60);
}

function detailsOf({ data, chain }: AuditRecord): string {
  const request = typeof data['request'] === 'string' ? [`request ${data['request']}`] : [];
  return [...(request.length === 0 && chain !== 'system' ? [`case ${chain}`] : request), ...telling(data)].join(', ');
}

/** What a record's data tells, each as its name and value. */
export function telling(data: JsonObject): readonly string[] {
  return TELLING.flatMap((key) => {
    const value = data[key];
    if (typeof value !== 'string' || value === '') return [];
    const words = key === 'verdict' ? (VERDICTS.get(value) ?? value) : value;
    return [`${NAMES[key] ?? key} ${clip(words, 120)}`];
  });
}
