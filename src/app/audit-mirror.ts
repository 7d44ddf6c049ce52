import type { Audit, AuditRecord } from '../ports/audit.ts';
import type { AuditMirror } from '../ports/audit-mirror.ts';
import type { Clock } from '../ports/clock.ts';
import type { Key, Store } from '../ports/store.ts';

/** An entry is in the index by when its append began, and no process lives longer than this: in milliseconds. */
const LATE_MS = 5 * 60_000;
/** Copies that are made at the same time. */
const TOGETHER = 8;
/** The chain that registers the others, which the index by time leaves out. */
const REGISTER = 'chains';

/** Everything that was written before this is in the mirror. */
const KEY: Key = { partition: 'audit-mirror', sort: 'until' };

interface MirrorPorts {
  readonly store: Store;
  readonly audit: Audit;
  readonly mirror: AuditMirror;
  readonly clock: Clock;
}

/**
 * Copies to the mirror what was written to the audit since the last time; the first time all there is. How far each chain
 * is copied is remembered by itself, and only behind a copy that is durable: what fails is begun again where it stopped.
 * @throws TrailboltError `audit.not-mirrored`, what the audit and the store throw.
 */
export async function mirrorAudit(ports: MirrorPorts): Promise<void> {
  const { store, audit, clock } = ports;
  const to = clock.now();
  const item = await store.get<{ readonly until: number }>(KEY);
  if (item === undefined) {
    for (const chain of [...(await audit.chains()), REGISTER]) await mirrorChain(ports, chain, []);
  } else {
    // Clocks differ, so it looks ahead as far as back.
    const range = { from: item.value.until - LATE_MS, to: to + LATE_MS };
    const recent = await audit.written({ ...range, limit: Number.MAX_SAFE_INTEGER });
    for (const [chain, records] of Map.groupBy(recent, (record) => record.chain))
      await mirrorChain(ports, chain, records);
    if (recent.some(({ seq }) => seq === 1)) await mirrorChain(ports, REGISTER, []);
  }
  const write = { kind: 'put', key: KEY, value: { until: to } } as const;
  // Of two who copy at once, either has copied all that it says.
  await store.commit([{ ...write, if: item === undefined ? 'absent' : { version: item.version } }]);
}

/** @param recent what was just read of the chain: where it joins what was copied before, the rest need not be read. */
async function mirrorChain({ store, audit, mirror }: MirrorPorts, chain: string, recent: readonly AuditRecord[]) {
  const key: Key = { partition: 'audit-mirrored', sort: chain };
  const mark = (await store.get<{ readonly seq: number }>(key))?.value.seq ?? 0;
  const joined = joining(recent, mark);
  const fresh = joined ?? (await audit.read(chain)).filter(({ seq }) => seq > mark);
  for (let start = 0; start < fresh.length; start += TOGETHER) {
    const some = fresh.slice(start, start + TOGETHER);
    await Promise.all(some.map((record) => mirror.put(record)));
    const seq = some.at(-1)?.seq ?? mark;
    await store.commit([{ kind: 'put', key, value: { seq }, if: 'any' }]);
  }
}

/** The records after the mark, where none is missing in between. */
function joining(recent: readonly AuditRecord[], mark: number): readonly AuditRecord[] | undefined {
  const after = recent.filter(({ seq }) => seq > mark).toSorted((a, b) => a.seq - b.seq);
  const whole = recent.length > 0 && after.every(({ seq }, index) => seq === mark + 1 + index);
  return whole ? after : undefined;
}
