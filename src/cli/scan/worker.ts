import type { MessagePort } from 'node:worker_threads';
import { createSelect } from './select.ts';
import { createPacker } from './parcel.ts';
import type { Parcel } from './parcel.ts';
import type { Selection } from './select.ts';
import type { ScanSource } from './sources.ts';

export type ToWorker = { readonly source: ScanSource } | { readonly taken: number };

export type FromWorker =
  { readonly parcel: Parcel } | { readonly last: { readonly isDead: boolean; readonly problem?: string } };

/** Parts that may be under way and not yet taken: a file of nothing but matches must not fill the other thread's memory. */
const MAX_UNDER_WAY = 4;

/** What a thread of `trailbolt scan` does: reads the files it is given, one after the other. */
export function runScanWorker(port: MessagePort, selection: Selection): void {
  const select = createSelect(selection, true);
  const pack = createPacker();
  const state = { underWay: 0, taken: Promise.withResolvers<void>() };
  const read = async (source: ScanSource): Promise<void> => {
    for await (const batch of select(source)) {
      while (state.underWay >= MAX_UNDER_WAY) await state.taken.promise;
      state.underWay += 1;
      port.postMessage({ parcel: pack(batch) } satisfies FromWorker);
    }
    port.postMessage({ last: { isDead: false } } satisfies FromWorker);
  };
  port.on('message', (message: ToWorker) => {
    if ('taken' in message) {
      state.underWay -= message.taken;
      state.taken.resolve();
      state.taken = Promise.withResolvers();
    } else void read(message.source);
  });
}
