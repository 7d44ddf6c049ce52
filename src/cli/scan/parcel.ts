import type { KeyFields } from '../../model/prefilter.ts';
import type { Batch, Candidate } from './select.ts';

/** What records have in common. */
type Shared = Pick<KeyFields, 'shared' | 'possible'>;

type Packed = Exclude<Candidate, { keyFields: unknown }> | ({ readonly of: number } & Omit<KeyFields, keyof Shared>);

/** A batch on its way from one thread to another: what records have in common goes but once. */
export interface Parcel extends Omit<Batch, 'matched'> {
  readonly matched: readonly Packed[];
  /** What is sent for the first time, to be known by its place from `from` on; everything from there on is forgotten. */
  readonly shared: readonly Shared[];
  readonly from: number;
}

/** Kept on both sides at a time. */
const MOST = 50_000;

/** Packs the batches of one thread, which are to be unpacked in their order. */
export function createPacker(): (batch: Batch) => Parcel {
  let places = new WeakMap<object, number>();
  let next = 0;
  return (batch) => {
    if (next >= MOST) [places, next] = [new WeakMap(), 0];
    const from = next;
    const sent: Shared[] = [];
    const matched = batch.matched.map((candidate): Packed => {
      if ('record' in candidate) return candidate;
      const { shared, possible, ...own } = candidate.keyFields;
      let of = places.get(shared);
      if (of === undefined) {
        of = next;
        next += 1;
        places.set(shared, of);
        sent.push({ shared, possible });
      }
      return { of, ...own };
    });
    return { ...batch, matched, shared: sent, from };
  };
}

/** Unpacks what one packer has packed: records have the same objects in common again. */
export function createUnpacker(): (parcel: Parcel) => Batch {
  const known: Shared[] = [];
  return ({ shared, from, matched, ...batch }) => {
    known.splice(from, Infinity, ...shared);
    return {
      ...batch,
      matched: matched.map((packed): Candidate => {
        if ('record' in packed) return packed;
        const { of, ...own } = packed;
        const common = known[of];
        if (common === undefined) throw new Error('A parcel was unpacked out of its order.');
        return { keyFields: { ...own, ...common } };
      }),
    };
  };
}
