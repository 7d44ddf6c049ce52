import type { Audit } from '../../ports/audit.ts';
import type { AuditMirror, MirroredRecord } from '../../ports/audit-mirror.ts';

/** What is in one place and not in the other, by chain. */
export interface Difference {
  readonly chain: string;
  readonly seq: number;
  readonly problem: string;
}

/** The chain that registers the others. */
const REGISTER = 'chains';

/**
 * Compares the audit with its mirror, the first difference of each chain.
 * @param settled records younger than this (Unix milliseconds) may still be on their way to the mirror.
 */
export async function compareWithMirror(
  audit: Audit,
  mirror: AuditMirror,
  settled: number,
): Promise<{ readonly differences: readonly Difference[]; readonly equal: number; readonly onTheWay: number }> {
  const mirrored = new Map<string, MirroredRecord[]>();
  for await (const record of mirror.list()) mirrored.set(record.chain, [...(mirrored.get(record.chain) ?? []), record]);
  const differences: Difference[] = [];
  let [equal, onTheWay] = [0, 0];
  for (const chain of new Set([REGISTER, ...(await audit.chains()), ...mirrored.keys()])) {
    const records = await audit.read(chain);
    const copies = mirrored.get(chain) ?? [];
    const bySeq = Map.groupBy(copies, ({ seq }) => seq);
    const missing = records.filter(({ seq }) => !bySeq.has(seq));
    const late = missing.filter(({ at }) => Date.parse(at) >= settled);
    onTheWay += late.length;
    const own = new Map(records.map(({ seq, hash }) => [seq, hash]));
    const found: Difference[] = [
      ...missing
        .filter((record) => !late.includes(record))
        .map(({ seq }) => ({ chain, seq, problem: 'the mirror does not have the record' })),
      ...copies.flatMap(({ seq, hash }) => {
        if (!own.has(seq)) return [{ chain, seq, problem: 'the mirror has a record that the audit has not' }];
        return own.get(seq) === hash ? [] : [{ chain, seq, problem: 'the mirror has another record in its place' }];
      }),
    ];
    const [first] = found.toSorted((a, b) => a.seq - b.seq);
    if (first === undefined) equal += records.length - late.length;
    else differences.push(first);
  }
  return { differences, equal, onTheWay };
}
