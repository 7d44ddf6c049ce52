import type { Clock } from '../ports/clock.ts';
import type { Key, Store } from '../ports/store.ts';

/** A source that was noted so recently is not noted again: many detectors read one source, in milliseconds. */
const NOTED_MS = 60_000;
/** A source that is silent for so long is not of the policy any more. */
const REMEMBERED_SECONDS = 90 * 24 * 60 * 60;

const PARTITION = 'source-seen';

/** When records of a source were last read, to the minute (Unix milliseconds). */
export interface SourceSeen {
  readonly at: number;
}

function keyOf(source: string): Key {
  return { partition: PARTITION, sort: source };
}

/** Remembers when each source last brought records, at most once a minute for each process. */
export function createSourceWatch(ports: { readonly store: Store; readonly clock: Pick<Clock, 'now'> }): {
  note(sources: Iterable<string>): Promise<void>;
} {
  const noted = new Map<string, number>();
  return {
    async note(sources) {
      const at = ports.clock.now();
      const due = [...sources].filter((source) => at - (noted.get(source) ?? Number.NEGATIVE_INFINITY) >= NOTED_MS);
      await Promise.all(
        due.map(async (source) => {
          noted.set(source, at);
          const value: SourceSeen = { at };
          const expiresAt = Math.floor(at / 1000) + REMEMBERED_SECONDS;
          await ports.store.commit([{ kind: 'put', key: keyOf(source), value, if: 'any', expiresAt }]);
        }),
      );
    },
  };
}

/** When records of a source were last read, Unix milliseconds; undefined: never, as far as is remembered. */
export async function sourceSeenAt(store: Pick<Store, 'get'>, source: string): Promise<number | undefined> {
  return (await store.get<SourceSeen>(keyOf(source)))?.value.at;
}
