import type { RichTextElement } from '@slack/types';
import type { JsonObject } from '../src/model/json.ts';
import type { AuditRecord } from '../src/ports/audit.ts';
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
  'emergency',
  'code',
  'problem',
  'error',
];

/** One audit record on one line: when, who, what in words, what its data tells, and the code of the event. */
export function auditLine(record: AuditRecord): RichTextElement[] {
  const at = Date.parse(record.at);
  const details = detailsOf(record);
  return [
    Number.isFinite(at) ? rich.date(at, '{date_short_pretty} {time_secs}') : rich.text('no time'),
    rich.text(' '),
    /^[UW][A-Z0-9]{2,}$/.test(record.who) ? rich.user(record.who) : rich.text(record.who, 60),
    rich.text(` ${auditWords(record.event)}${details === '' ? '' : `: ${details}`} `, 320),
    rich.code(record.event, 60),
  ];
}

function detailsOf({ data, chain }: AuditRecord): string {
  const request = typeof data['request'] === 'string' ? [`request ${data['request']}`] : [];
  return [...(request.length === 0 && chain !== 'system' ? [`case ${chain}`] : request), ...telling(data)].join(', ');
}

/** What a record's data tells, each as its name and value. */
export function telling(data: JsonObject): readonly string[] {
  return TELLING.flatMap((key) => {
    const value = data[key];
    return typeof value === 'string' && value !== '' ? [`${key} ${clip(value, 120)}`] : [];
  });
}
