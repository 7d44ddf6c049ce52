import { TrailboltError } from '../errors.ts';
import type { SourcedRecord } from '../model/record.ts';
import type { IngestLimits } from './limits.ts';

/** Detects and publishes. Rejects when the records could not be dealt with to the end. */
export type Consume = (records: readonly SourcedRecord[]) => Promise<void>;

/** The consumer failed; `problem` says how. Keeps its failures apart from those of reading. */
export class ConsumerError extends Error {
  readonly problem: TrailboltError;

  constructor(cause: unknown) {
    super('The consumer did not take the records.', { cause });
    this.problem =
      cause instanceof TrailboltError
        ? cause
        : new TrailboltError('ingest.not-consumed', 'The records were read but not dealt with.', { cause });
  }
}

/** Gathers records and hands them on in chunks of bounded count and size. */
export class Chunks {
  readonly #limits: Pick<IngestLimits, 'chunkRecords' | 'chunkBytes'>;
  readonly #consume: Consume;
  readonly #consumed: (records: number) => void;
  #records: SourcedRecord[] = [];
  #size = 0;

  constructor(
    limits: Pick<IngestLimits, 'chunkRecords' | 'chunkBytes'>,
    consume: Consume,
    consumed: (records: number) => void,
  ) {
    this.#limits = limits;
    this.#consume = consume;
    this.#consumed = consumed;
  }

  /** @throws ConsumerError when a full chunk was not taken. */
  async add(record: SourcedRecord, size: number): Promise<void> {
    this.#records.push(record);
    this.#size += size;
    if (this.#records.length >= this.#limits.chunkRecords || this.#size >= this.#limits.chunkBytes) await this.flush();
  }

  /** @throws ConsumerError when the rest was not taken. */
  async flush(): Promise<void> {
    const records = this.#records;
    if (records.length === 0) return;
    this.#records = [];
    this.#size = 0;
    try {
      await this.#consume(records);
    } catch (error) {
      throw new ConsumerError(error);
    }
    this.#consumed(records.length);
  }
}
