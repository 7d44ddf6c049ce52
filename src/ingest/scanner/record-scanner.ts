import { allBits, bitsOf, hasBit } from '../../model/bits.ts';
import { KEY_FIELDS, OWN_FIELDS, PROBED_FIELDS } from '../../model/prefilter.ts';
import type { Interest, KeyFields, OwnField, Prefilter } from '../../model/prefilter.ts';
import { isPlainId } from '../../model/record.ts';
import type { CloudTrailRecord } from '../../model/record.ts';
import {
  ABSENT_SETS,
  BUCKET_COUNT,
  BUCKETS,
  FIELDS_SET,
  KIND_FIELDS_SET,
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
  | { readonly keyFields: KeyFields };

/**
 * Why reading stopped: the record there is not all there yet; something else than the next record follows; the record there
 * is too odd to be read here.
 */
export type StopReason = 'more' | 'other' | 'odd';

const REASONS: readonly StopReason[] = ['more', 'other', 'odd', 'other'];

const TO_BE_PARSED = 1;

/** Different records, but for time and id, that are remembered at a time. */
const MAX_SHARED = 20_000;

const QUOTE = 0x22;

/** What records have in common, and the places of what is needed of each beside that. */
interface Shared extends Pick<KeyFields, 'shared' | 'possible'> {
  readonly needed: readonly number[];
}

/** What stands for itself in JSON, and in any encoding. */
const PLAIN_TEXT = /^[\w:.-]*$/u;

/** What every record is for somebody who wants to see all. */
const EVERYTHING: Prefilter = {
  interests: [{ wants: 'record' }],
  fields: [],
  kind: [],
  read: [],
  possible: () => allBits(1),
};

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
  /** Fields whose values do not repeat, in their order. */
  readonly #own: readonly OwnField[];
  /** Interests that need some of these, by their places. */
  readonly #needing: readonly (readonly [index: number, own: readonly OwnField[]])[];
  /** Values by the number that the scanner knows them by. */
  #values: unknown[] = [undefined];
  /** What records have in common that have the same values, by the numbers of these. */
  #shared = new Map<string, Shared>();

  /** `depth` and `recordBytes` of a record; what is beyond is odd, or for the parser. */
  constructor(limits: { readonly depth: number; readonly recordBytes: number }, prefilter: Prefilter = EVERYTHING) {
    const { interests, fields, kind, read } = prefilter;
    this.#prefilter = prefilter;
    this.#vectors = Math.ceil(interests.length / 128);
    const keyFields = interests.some(({ wants }) => wants === 'key-fields')
      ? [...KEY_FIELDS, ...read, ...interests.flatMap(({ own = [] }) => own)]
      : [];
    const kindFields = interests.some(({ firstOfKind }) => firstOfKind) ? [...kind, 'eventTime', 'eventID'] : [];
    const all = [...new Set<string>([...fields, ...keyFields, ...kindFields])];
    const remembered = all.filter((field) => PROBED_FIELDS.some((probed) => probed === field));
    this.#remembered = remembered.length;
    this.#needing = interests.flatMap(({ own = [] }, index) => (own.length === 0 ? [] : [[index, own] as const]));
    this.#own = OWN_FIELDS.filter((field) => all.includes(field));
    this.#fields = [...remembered, ...this.#own];

    this.#scanner = instantiate((probe, from, to, set) => this.#learn(probe, from, to, set));
    this.#memory = Buffer.from(this.#scanner.memory.buffer);
    this.#words = new Uint32Array(this.#scanner.memory.buffer);
    const factor = this.#writeNames();
    const wanting = (what: Interest['wants'], ofKind: boolean): Uint32Array =>
      bitsOf(interests.map(({ wants, firstOfKind = false }) => wants === what && firstOfKind === ofKind));
    this.#writeSet(WHOLE_SET, wanting('record', false));
    this.#writeSet(KIND_SET, wanting('record', true));
    this.#writeSet(FIELDS_SET, wanting('key-fields', false));
    this.#writeSet(KIND_FIELDS_SET, wanting('key-fields', true));
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
    this.#forgetValues();
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
    if (this.#scanner.makeRoom() !== 0) this.#forgetValues();
    const reason = this.#scanner.scan(INPUT + from, INPUT + length);
    const records = this.#scanner.recordCount();
    const found = this.#scanner.foundCount();
    let next = 0;
    for (let index = 0; index < found; index += 1) {
      const word = (FOUND + index * FOUND_BYTES) >> 2;
      const number = this.#words[word + 3] ?? 0;
      if (number > next) take({ skipped: number - next });
      next = number + 1;
      const keyFields = this.#words[word + 2] === TO_BE_PARSED ? undefined : this.#keyFieldsOf(word);
      take(keyFields === undefined ? this.#textOf(word) : { keyFields });
    }
    if (records > next) take({ skipped: records - next });
    return { at: this.#scanner.stoppedAt() - INPUT, reason: REASONS[reason] ?? 'odd', records };
  }

  #forgetValues(): void {
    this.#values = [undefined];
    this.#shared = new Map();
  }

  #textOf(word: number): ScannedRecord {
    const from = this.#words[word] ?? 0;
    const to = this.#words[word + 1] ?? 0;
    return { text: this.#memory.toString('utf8', from, to), bytes: to - from, possible: this.#possibleOf(word) };
  }

  #possibleOf(word: number): Uint32Array | undefined {
    const set = word + FOUND_SET / 4;
    return this.#vectors > FOUND_SET_VECTORS ? undefined : this.#words.slice(set, set + 4 * this.#vectors);
  }

  /** Undefined of a record without an id as AWS writes it: only the whole record can stand for one. */
  #keyFieldsOf(word: number): KeyFields | undefined {
    // The time and the id are always the first two of them.
    const eventID = this.#ownOf(word, 1);
    if (!isPlainId(eventID)) return undefined;
    const { shared, possible, needed } = this.#sharedOf(word);
    const keyFields = { shared, possible, eventID, eventTime: this.#ownOf(word, 0) };
    if (needed.length === 0) return keyFields;
    const own: Record<string, unknown> = {};
    for (const place of needed) {
      const value = this.#ownOf(word, place);
      if (value !== undefined) own[this.#own[place] ?? ''] = value;
    }
    return { ...keyFields, own: own as CloudTrailRecord };
  }

  #sharedOf(word: number): Shared {
    const first = word + FOUND_NUMBERS / 4;
    // The numbers as they lie there, as a text: made and compared faster than anything else.
    const key = this.#memory.toString('latin1', first * 4, (first + this.#remembered) * 4);
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const fields: Record<string, unknown> = {};
    for (let probe = 0; probe < this.#remembered; probe += 1) {
      const value = this.#values[this.#words[first + probe] ?? 0];
      if (value !== undefined) fields[this.#fields[probe] ?? ''] = value;
    }
    const possible = this.#possibleOf(word);
    const needed = this.#neededFor(possible);
    const made = { shared: fields as CloudTrailRecord, possible, needed };
    if (this.#shared.size >= MAX_SHARED) this.#shared = new Map();
    this.#shared.set(key, made);
    return made;
  }

  /** Places of values of the record's own that interests need, beside the time and the id. */
  #neededFor(possible: Uint32Array | undefined): readonly number[] {
    const needed = new Set<OwnField>();
    for (const [index, own] of this.#needing) {
      if (possible === undefined || hasBit(possible, index)) for (const field of own) needed.add(field);
    }
    return this.#own.flatMap((field, place) => (place > 1 && needed.has(field) ? [place] : []));
  }

  /** A value that does not repeat, by its place among those; undefined where the record has none. */
  #ownOf(word: number, place: number): unknown {
    const at = word + FOUND_PLACES / 4 + 2 * place;
    const from = this.#words[at] ?? 0;
    const to = this.#words[at + 1] ?? 0;
    if (from === 0) return undefined;
    const inner = this.#memory.toString('latin1', from + 1, to - 1);
    if (this.#memory[from] === QUOTE && PLAIN_TEXT.test(inner)) return inner;
    return JSON.parse(this.#memory.toString('utf8', from, to));
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
