import { actorOf } from '../model/actor-of.ts';
import type { RecordOrigin } from '../model/match.ts';
import { principalsOf, UNKNOWN_PRINCIPAL } from '../model/principals.ts';
import type { SourcedRecord } from '../model/record.ts';

/** Longer ones are no names of AWS; and what is remembered must stay small. */
const MAX_PRINCIPAL = 300;
const MAX_PRINCIPALS = 4;

/** Where a record came from and who may be behind it, as text that many records of one file share. */
export function originText({ record, provenance }: SourcedRecord): string {
  const { source, bucket, key } = provenance;
  const principals = principalsOf(actorOf(record));
  const all = principals
    .slice(0, MAX_PRINCIPALS)
    .map((name) => (name.length > MAX_PRINCIPAL ? UNKNOWN_PRINCIPAL : name));
  return JSON.stringify([source, bucket ?? '', key ?? '', ...all]);
}

/** The origin that {@link originText} wrote down. */
export function originOf(text: string): RecordOrigin | undefined {
  const parts: unknown = JSON.parse(text);
  if (!Array.isArray(parts)) return undefined;
  const [source = '', bucket = '', key = '', ...principals] = parts.filter((part) => typeof part === 'string');
  return { source, ...(bucket === '' ? {} : { bucket }), ...(key === '' ? {} : { key }), principals };
}
