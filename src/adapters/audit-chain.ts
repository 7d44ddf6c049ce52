import { createHash } from 'node:crypto';
import type { AuditEntry, AuditRecord } from '../ports/audit.ts';
import { canonicalJson } from '../model/canonical-json.ts';

/** What the first record of a chain has as `previous`. */
const GENESIS = '0'.repeat(64);

/** Where a chain ends: how many records it has, and the hash of the last. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

export const EMPTY_CHAIN: ChainHead = { seq: 0, hash: GENESIS };

/** All that is stored of a chain. Others may append while it is read, so the head is read before and after the rest. */
export interface ChainSnapshot {
  readonly before: ChainHead;
  /** In the order of the sequence numbers under which they are stored. */
  readonly records: readonly { readonly seq: number; readonly record: AuditRecord }[];
  /** Which sequence number each entry id got. */
  readonly entries: readonly { readonly id: string; readonly seq: number }[];
  readonly after: ChainHead;
}

export interface BrokenLink {
  readonly seq: number;
  readonly problem: string;
}

/** The record that follows the head. */
export function link(entry: AuditEntry, head: ChainHead): AuditRecord {
  const { id, chain, at, event, who, data } = entry;
  const unsealed = { id, chain, at, event, who, data, seq: head.seq + 1, previous: head.hash };
  return { ...unsealed, hash: hashOf(unsealed) };
}

/** SHA-256, in hex, of the canonical JSON of the record without its `hash`, as UTF-8. */
function hashOf(unsealed: Omit<AuditRecord, 'hash'>): string {
  return createHash('sha256')
    .update(canonicalJson({ ...unsealed }))
    .digest('hex');
}

/** The first link that does not hold. */
export function firstBroken(chain: string, snapshot: ChainSnapshot): BrokenLink | undefined {
  return brokenRecord(chain, snapshot) ?? brokenEnd(snapshot) ?? brokenEntry(snapshot);
}

function brokenRecord(chain: string, { records }: ChainSnapshot): BrokenLink | undefined {
  let head = EMPTY_CHAIN;
  for (const { seq, record } of records) {
    const expected = head.seq + 1;
    if (seq !== expected) return { seq: expected, problem: 'the record is missing' };
    const problem = problemOf(record, chain, head);
    if (problem !== undefined) return { seq, problem };
    head = { seq, hash: record.hash };
  }
  return undefined;
}

/** Without its last records a chain still holds: only the head, and the entries, know of them. */
function brokenEnd({ before, records, after }: ChainSnapshot): BrokenLink | undefined {
  const length = records.length;
  if (length < before.seq) return { seq: length + 1, problem: 'the record is missing from the end' };
  if (length > after.seq) return { seq: after.seq + 1, problem: 'the record stands behind the head' };
  const last = records[before.seq - 1]?.record.hash ?? EMPTY_CHAIN.hash;
  if (last !== before.hash) return { seq: before.seq, problem: 'the record is not the one that the head names' };
  return undefined;
}

function brokenEntry({ records, entries, after }: ChainSnapshot): BrokenLink | undefined {
  const known = new Set<string>();
  for (const { id, seq } of entries) {
    known.add(id);
    const record = records[seq - 1]?.record;
    if (record === undefined && seq > after.seq) return { seq, problem: `the record of the entry ${id} is missing` };
    if (record !== undefined && record.id !== id) return { seq, problem: `the record is not that of the entry ${id}` };
  }
  const stray = records.find(({ record }) => !known.has(record.id));
  return stray === undefined ? undefined : { seq: stray.seq, problem: 'no entry names the record' };
}

function problemOf(record: AuditRecord, chain: string, head: ChainHead): string | undefined {
  const { hash, ...unsealed } = record;
  if (record.seq !== head.seq + 1) return `the record that stands here calls itself ${record.seq}`;
  if (record.chain !== chain) return `the record belongs to chain ${record.chain}`;
  if (record.previous !== head.hash) return 'the record does not follow the one before it';
  if (hashOf(unsealed) !== hash) return 'the record is not what its hash was made of';
  return undefined;
}
