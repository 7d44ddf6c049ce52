import { allBits, bitsOf } from '../../model/bits.ts';
import { KEY_FIELDS, PROBED_FIELDS } from '../../model/prefilter.ts';
import type { Interest, Prefilter } from '../../model/prefilter.ts';
import type { CloudTrailRecord } from '../../model/record.ts';
import {
  ABSENT_SETS,
  BUCKET_COUNT,
  BUCKETS,
  FIELDS_SET,
  KIND_SET,
  FOUND,
  FOUND_BYTES,
  FOUND_NUMBERS,
  FOUND_PLACES,
  FOUND_SET,
  FOUND_SET_VECTORS,
  INPUT,
  MARGIN,
  PROBE_BYTES,
  PROBE_LENGTH,
  PROBES,
  SET_BYTES,
  WHOLE_SET,
} from './layout.ts';
import { instantiate } from './instantiate.ts';
import type { ScannerExports } from './instantiate.ts';

/** A run of records that nobody wants, a record to be parsed, or the fields of one of which only these are wanted. */
export type ScannedRecord =
  | { readonly skipped: number }
  | { readonly text: string; readonly bytes: number; readonly possible: Uint32Array | undefined }
  | { readonly keyFields: CloudTrailRecord };

/**
 * Why reading stopped: the record there is not all there yet; something else than the next record follows; the record there
 * is too odd to be read here.
 */
export type StopReason = 'more' | 'other' | 'odd';

const REASONS: readonly StopReason[] = ['more', 'other', 'odd', 'other'];

const TO_BE_PARSED = 1;

/** What every record is for somebody who wants to see all. */
const EVERYTHING: Prefilter = { interests: [{ wants: 'record' }], fields: [], kind: [], possible: () => allBits(1) };

/** Reads whole records fast, in WebAssembly, and tells by a prefilter which of them need to be parsed. */
export class RecordScanner {
  readonly #prefilter: Prefilter;
  readonly #scanner: ScannerExports;
  readonly #memory: Buffer;
  readonly #words: Uint32Array;
  /** Fields by their number in the scanner; those without a place in {@link PROBED_FIELDS} have values that never repeat. */
  readonly #fields: readonly string[];
  readonly #remembered: number;
  /** Pieces of 128 bits that a set is made of. */
  readonly #vectors: number;
  readonly #keyFields: readonly (readonly [name: string, probe: number])[];
  /** Values by the number that the scanner knows them by. */
  #values: unknown[] = [undefined];

  /** `depth` and `recordBytes` of a record; what is beyond is odd, or for the parser. */
  constructor(limits: { readonly depth: number; readonly recordBytes: number }, prefilter: Prefilter = EVERYTHING) {
    const { interests, fields, kind } = prefilter;
    this.#prefilter = prefilter;
    this.#vectors = Math.ceil(interests.length / 128);
    const isWanted = (what: Interest['wants']): boolean => interests.some(({ wants }) => wants === what);
    const keyFields = isWanted('key-fields') ? KEY_FIELDS : [];
    const kindFields = isWanted('first-of-kind') ? [...kind, 'eventTime', 'eventID'] : [];
    const all = [...new Set<string>([...fields, ...keyFields, ...kindFields])];
    const remembered = all.filter((field) => PROBED_FIELDS.some((probed) => probed === field));
    this.#remembered = remembered.length;
    this.#fields = [...remembered, ...['eventTime', 'eventID'].filter((field) => all.includes(field))];
    this.#keyFields = keyFields.map((name) => [name, this.#fields.indexOf(name)] as const);

    this.#scanner = instantiate((probe, from, to, set) => this.#learn(probe, from, to, set));
    this.#memory = Buffer.from(this.#scanner.memory.buffer);
    this.#words = new Uint32Array(this.#scanner.memory.buffer);
    const factor = this.#writeNames();
    const wanting = (what: Interest['wants']): Uint32Array => bitsOf(interests.map(({ wants }) => wants === what));
    this.#writeSet(WHOLE_SET, wanting('record'));
    this.#writeSet(KIND_SET, wanting('first-of-kind'));
    this.#writeSet(FIELDS_SET, wanting('key-fields'));
    for (const [index, field] of fields.entries()) {
      this.#writeSet(ABSENT_SETS + index * SET_BYTES, prefilter.possible(field, undefined));
    }
    const kindProbes = kindFields.length === 0 ? [] : kind.map((field) => this.#fields.indexOf(field));
    this.#scanner.configure(
      factor,
      fields.length,
      this.#remembered,
      this.#fields.length,
      kindProbes.reduce((mask, probe) => mask | (1 << probe), 0),
      this.#vectors,
      limits.depth,
      limits.recordBytes,
      crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n,
    );
  }

  /** Forgets which kinds of records were given: for when what was given was not dealt with. */
  forget(): void {
    this.#scanner.forget();
    this.#values = [undefined];
  }

  /** Copies bytes, some megabytes at most, one part behind the other, to where they can be scanned. Gives that place, good until the next call. */
  load(first: Uint8Array | undefined, second: Uint8Array): Buffer {
    let at = INPUT;
    if (first !== undefined) {
      this.#memory.set(first, at);
      at += first.length;
    }
    this.#memory.set(second, at);
    at += second.length;
    this.#memory.fill(0x20, at, at + MARGIN);
    return this.#memory.subarray(INPUT, at);
  }

  /**
   * Reads on at a place in the loaded bytes where a record's `{` is, over records with nothing but a comma between them.
   * `take` is given what they are.
   */
  scan(
    from: number,
    length: number,
    take: (record: ScannedRecord) => void,
  ): { at: number; reason: StopReason; records: number } {
    if (this.#scanner.makeRoom() !== 0) this.#values = [undefined];
    const reason = this.#scanner.scan(INPUT + from, INPUT + length);
    const records = this.#scanner.recordCount();
    const found = this.#scanner.foundCount();
    let next = 0;
    for (let index = 0; index < found; index += 1) {
      const word = (FOUND + index * FOUND_BYTES) >> 2;
      const number = this.#words[word + 3] ?? 0;
      if (number > next) take({ skipped: number - next });
      next = number + 1;
      take(this.#words[word + 2] === TO_BE_PARSED ? this.#textOf(word) : { keyFields: this.#keyFieldsOf(word) });
    }
    if (records > next) take({ skipped: records - next });
    return { at: this.#scanner.stoppedAt() - INPUT, reason: REASONS[reason] ?? 'odd', records };
  }

  #textOf(word: number): ScannedRecord {
    const from = this.#words[word] ?? 0;
    const to = this.#words[word + 1] ?? 0;
    const set = word + FOUND_SET / 4;
    const possible = this.#vectors > FOUND_SET_VECTORS ? undefined : this.#words.slice(set, set + 4 * this.#vectors);
    return { text: this.#memory.toString('utf8', from, to), bytes: to - from, possible };
  }

  #keyFieldsOf(word: number): CloudTrailRecord {
    const fields: Record<string, unknown> = {};
    for (const [name, probe] of this.#keyFields) {
      const value =
        probe < this.#remembered
          ? this.#values[this.#words[word + FOUND_NUMBERS / 4 + probe] ?? 0]
          : this.#valueAt(word + FOUND_PLACES / 4 + 2 * (probe - this.#remembered));
      if (value !== undefined) fields[name] = value;
    }
    return fields as CloudTrailRecord;
  }

  #valueAt(word: number): unknown {
    const from = this.#words[word] ?? 0;
    return from === 0 ? undefined : this.#parse(from, this.#words[word + 1] ?? 0);
  }

  #parse(from: number, to: number): unknown {
    const text = this.#memory.toString('utf8', from, to);
    return text.startsWith('"') && !text.includes('\\') ? text.slice(1, -1) : JSON.parse(text);
  }

  #learn(probe: number, from: number, to: number, set: number): number {
    let value: unknown;
    try {
      value = JSON.parse(this.#memory.toString('utf8', from, to));
    } catch {
      // Such a record is for the parser, which says what is wrong with it.
      this.#words.fill(0xffff_ffff, set >> 2, (set >> 2) + 4 * this.#vectors);
      return 0;
    }
    const field = this.#prefilter.fields[probe];
    if (field !== undefined) this.#writeSet(set, this.#prefilter.possible(field, value));
    return this.#values.push(value) - 1;
  }

  #writeSet(place: number, bits: Uint32Array): void {
    this.#words.fill(0, place >> 2, (place >> 2) + 4 * this.#vectors);
    this.#words.set(bits, place >> 2);
  }

  /** Writes the names down, each with a bucket of its own, and gives the factor by which they fall into these. */
  #writeNames(): bigint {
    const ends = this.#fields.map((field, probe) => {
      const name = Buffer.from(`"${field}"`);
      name.copy(this.#memory, PROBES + probe * PROBE_BYTES);
      this.#words[(PROBES + probe * PROBE_BYTES + PROBE_LENGTH) >> 2] = name.length;
      return name.readBigUInt64LE(name.length - 8);
    });
    for (let factor = 0x9e37_79b9_7f4a_7c15n; ; factor += 0x2545_f491_4f6c_dd1en) {
      const buckets = ends.map((end) => Number(BigInt.asUintN(64, end * factor) >> 58n));
      if (new Set(buckets).size < buckets.length) continue;
      this.#memory.fill(0xff, BUCKETS, BUCKETS + BUCKET_COUNT);
      for (const [probe, bucket] of buckets.entries()) this.#memory[BUCKETS + bucket] = probe;
      return BigInt.asUintN(64, factor);
    }
  }
}
