import { accountOf } from '../../model/actor-of.ts';
import { setBit } from '../../model/bits.ts';
import type { Prefilter } from '../../model/prefilter.ts';
import type { CloudTrailRecord } from '../../model/record.ts';
import type { IngestLimits } from '../limits.ts';
import { RecordScanner } from './record-scanner.ts';

/** Scanners remember values from file to file, so they are kept as long as their prefilter is. */
const scanners = new WeakMap<Prefilter, Map<string, RecordScanner>>();

/** More sets of accounts than this are not served at once: a scanner holds some megabytes. */
const MAX_SCANNERS = 8;

/** The scanner of a source: what it passes over belongs to one of these accounts for certain. */
export function scannerFor(prefilter: Prefilter, accounts: readonly string[], limits: IngestLimits): RecordScanner {
  const known = scanners.get(prefilter) ?? new Map<string, RecordScanner>();
  scanners.set(prefilter, known);
  const key = JSON.stringify([accounts, limits.depth, limits.recordBytes]);
  const scanner = known.get(key) ?? new RecordScanner(limits, withOwnAccounts(prefilter, accounts));
  const [oldest] = known.size < MAX_SCANNERS || known.has(key) ? [] : known.keys();
  if (oldest !== undefined) known.delete(oldest);
  known.set(key, scanner);
  return scanner;
}

/** Records of other accounts are wanted as well: they are to be refused one by one. */
function withOwnAccounts(prefilter: Prefilter, accounts: readonly string[]): Prefilter {
  const [first, ...others] = prefilter.fields.filter((field) => field !== 'recipientAccountId');
  const foreign = prefilter.interests.length;
  const isOwn = (value: unknown): boolean => {
    const account = value === undefined ? undefined : accountOf({ recipientAccountId: value } as CloudTrailRecord);
    return account !== undefined && accounts.includes(account);
  };
  return {
    interests: [...prefilter.interests, { wants: 'record' }],
    fields: [...(first === undefined ? [] : [first]), 'recipientAccountId', ...others],
    kind: prefilter.kind,
    read: prefilter.read,
    possible(field, value) {
      const bits = new Uint32Array(Math.ceil((foreign + 1) / 32));
      bits.set(prefilter.possible(field, value));
      if (field !== 'recipientAccountId' || !isOwn(value)) setBit(bits, foreign);
      return bits;
    },
  };
}
