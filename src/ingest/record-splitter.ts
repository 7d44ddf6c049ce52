import type { RecordScanner } from './scanner/record-scanner.ts';
import type { FileProblem, SplitRecord, SplitterOptions } from './split-record.ts';

type State = 'start' | 'member' | 'key' | 'colon' | 'member-value' | 'element' | 'value' | 'done' | 'broken';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** `"Records"` with every letter escaped is 44 bytes; a longer key is another one. */
const KEY_BYTES = 64;

/** Bytes that the scanner is given at once: what the processor's cache holds. */
const LOAD_BYTES = 256 * 1024;

/** Bytes of a record that are kept until the next chunk for the scanner to begin again with. */
const REST_BYTES = 512 * 1024;

/**
 * Cuts a CloudTrail file, `{"Records":[…]}`, into the JSON text of its records while the bytes stream by, so that no
 * file is ever held whole and one bad record does not lose the others. It follows strings and nesting only; whether a
 * record is valid JSON shows when the record is parsed. Bytes, not text: no byte of a multi-byte UTF-8 character looks
 * like JSON punctuation, so chunks may be cut anywhere.
 */
export class RecordSplitter {
  readonly #options: SplitterOptions;
  #state: State = 'start';
  #problem: FileProblem | undefined;
  #seenRecords = false;
  #inRecords = false;
  /** The records are not in an object. */
  #isList = false;
  /** A comma is due before the next member or element. */
  #needComma = false;
  /** A comma was just read, so the object or array may not end here. */
  #afterComma = false;

  // The value being read: a record, or something beside `Records` that is passed over.
  #depth = 0;
  #inString = false;
  #escaped = false;
  #scalar = false;
  #tooDeep = false;
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  #key: number[] = [];

  /** A record that the scanner has seen the beginning of. */
  #rest: Uint8Array | undefined;
  /** The next record is not for the scanner. */
  #odd = false;

  constructor(options: SplitterOptions) {
    this.#options = options;
  }

  /** Nothing more comes: the file has proved broken. */
  get isBroken(): boolean {
    return this.#state === 'broken';
  }

  /** The records that this chunk completes. Nothing more comes once the file has proved broken. */
  push(chunk: Uint8Array): readonly SplitRecord[] {
    const found: SplitRecord[] = [];
    const { scanner } = this.#options;
    if (scanner === undefined) this.#read(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), found);
    if (scanner === undefined) return found;
    for (let from = 0; from < chunk.length; from += LOAD_BYTES) {
      const bytes = scanner.load(this.#rest, chunk.subarray(from, from + LOAD_BYTES));
      this.#rest = undefined;
      this.#read(bytes, found);
    }
    return found;
  }

  #read(bytes: Buffer, found: SplitRecord[]): void {
    let at = 0;
    while (at < bytes.length && this.#state !== 'broken') {
      const { scanner } = this.#options;
      if (this.#state === 'value') at = this.#readValue(bytes, at, found);
      else if (scanner !== undefined && this.#mayScan(bytes[at])) at = this.#scan(scanner, bytes, at, found);
      else at = this.#readOne(bytes[at] ?? 0, at);
    }
  }

  #mayScan(byte: number | undefined): boolean {
    return byte === OPEN_BRACE && this.#state === 'element' && !this.#needComma && !this.#odd;
  }

  #scan(scanner: RecordScanner, bytes: Buffer, from: number, found: SplitRecord[]): number {
    const { at, reason, records } = scanner.scan(from, bytes.length, (record) => {
      const large = 'bytes' in record && record.bytes > this.#options.recordBytes;
      found.push(large ? { problem: 'record-too-large' } : record);
    });
    this.#needComma = reason === 'other';
    if (records > 0) this.#afterComma = reason !== 'other';
    if (reason === 'more' && bytes.length - at <= REST_BYTES) {
      this.#rest = Buffer.from(bytes.subarray(at));
      return bytes.length;
    }
    this.#odd = reason !== 'other';
    return at;
  }

  /** To be called once after the last chunk: what was wrong with the file, if anything was. */
  end(): FileProblem | undefined {
    if (this.#problem !== undefined) return this.#problem;
    if (this.#state === 'start') return 'empty';
    if (this.#state !== 'done') return 'truncated';
    return this.#seenRecords ? undefined : 'no-records-array';
  }

  /** Reads one byte outside of values. Gives the next position: the same one where the byte belongs to a value. */
  #readOne(byte: number, at: number): number {
    if (this.#state === 'key') {
      this.#readKey(byte);
      return at + 1;
    }
    if (isSpace(byte)) return at + 1;
    switch (this.#state) {
      case 'start':
        // A byte order mark is not JSON, but some tools that rewrite files leave one.
        if (byte === 0xef || byte === 0xbb || byte === 0xbf) return at + 1;
        if (byte === OPEN_BRACE) this.#state = 'member';
        else if (byte === OPEN_BRACKET && this.#options.anyList === true) {
          this.#startRecords();
          this.#isList = true;
        } else this.#fail('not-an-object');
        return at + 1;
      case 'member':
        if (byte === QUOTE && !this.#needComma) {
          this.#key = [];
          this.#escaped = false;
          this.#state = 'key';
        } else if (byte === CLOSE_BRACE) this.#close('done');
        else this.#comma(byte);
        return at + 1;
      case 'colon':
        if (byte === COLON) this.#state = 'member-value';
        else this.#fail('malformed');
        return at + 1;
      case 'member-value':
        return this.#startMemberValue(byte, at);
      case 'element':
        if (byte === CLOSE_BRACKET) this.#close(this.#isList ? 'done' : 'member');
        else if (byte === COMMA || this.#needComma) this.#comma(byte);
        else return this.#startValue(byte, at);
        return at + 1;
      case 'done':
      case 'value':
      case 'broken':
        this.#fail('trailing-data');
        return at + 1;
    }
  }

  #readKey(byte: number): void {
    if (byte === QUOTE && !this.#escaped) {
      this.#state = 'colon';
      return;
    }
    this.#escaped = byte === BACKSLASH && !this.#escaped;
    if (this.#key.length < KEY_BYTES) this.#key.push(byte);
  }

  #startMemberValue(byte: number, at: number): number {
    if (byte !== OPEN_BRACKET || !this.#keyIsRecords()) return this.#startValue(byte, at);
    this.#startRecords();
    return at + 1;
  }

  #startRecords(): void {
    this.#inRecords = true;
    this.#seenRecords = true;
    this.#needComma = false;
    this.#afterComma = false;
    this.#state = 'element';
  }

  #keyIsRecords(): boolean {
    try {
      const key: unknown = JSON.parse(`"${Buffer.from(this.#key).toString('utf8')}"`);
      return key === 'Records' || (key === 'Events' && this.#options.anyList === true);
    } catch {
      // A key that is no JSON string is not `Records`; the file proves broken, or not, on its own.
      return false;
    }
  }

  #startValue(byte: number, at: number): number {
    if (byte === COMMA || byte === COLON || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      this.#fail('malformed');
      return at + 1;
    }
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#tooDeep = false;
    this.#scalar = byte !== OPEN_BRACE && byte !== OPEN_BRACKET && byte !== QUOTE;
    this.#held = [];
    this.#heldBytes = 0;
    this.#state = 'value';
    return at;
  }

  /** Reads on within a value: to its end, or to the end of the chunk. The hot loop: locals, no calls. */
  #readValue(bytes: Buffer, from: number, found: SplitRecord[]): number {
    const maxDepth = this.#options.depth;
    const { length } = bytes;
    let depth = this.#depth;
    let inString = this.#inString;
    let escaped = this.#escaped;
    let at = from;
    let ended = false;
    if (this.#scalar) {
      while (at < length && !endsScalar(bytes[at] ?? 0)) at++;
      ended = at < length;
    } else {
      while (at < length && !ended) {
        const byte = bytes[at++] ?? 0;
        if (inString) {
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) {
            inString = false;
            ended = depth === 0;
          }
        } else if (byte === QUOTE) inString = true;
        else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
          if (++depth > maxDepth) this.#tooDeep = true;
        } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) ended = --depth === 0;
      }
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = escaped;
    if (ended) this.#finishValue(bytes, from, at, found);
    else this.#hold(bytes.subarray(from, at));
    return at;
  }

  #hold(part: Uint8Array): void {
    this.#heldBytes += part.length;
    // Of what is not wanted nothing is kept, however large it grows.
    if (!this.#inRecords || this.#tooDeep || this.#heldBytes > this.#options.recordBytes) this.#held = [];
    else this.#held.push(Buffer.from(part));
  }

  #finishValue(bytes: Buffer, from: number, to: number, found: SplitRecord[]): void {
    [this.#needComma, this.#afterComma, this.#odd] = [true, false, false];
    if (!this.#inRecords) {
      this.#state = 'member';
      return;
    }
    this.#state = 'element';
    if (this.#tooDeep) found.push({ problem: 'record-too-deep' });
    else if (this.#heldBytes + to - from > this.#options.recordBytes) found.push({ problem: 'record-too-large' });
    else if (this.#held.length === 0) found.push({ text: bytes.toString('utf8', from, to) });
    else found.push({ text: Buffer.concat([...this.#held, bytes.subarray(from, to)]).toString('utf8') });
    this.#held = [];
  }

  #comma(byte: number): void {
    if (byte !== COMMA || !this.#needComma) {
      this.#fail('malformed');
      return;
    }
    this.#needComma = false;
    this.#afterComma = true;
  }

  #close(next: 'member' | 'done'): void {
    if (this.#afterComma) {
      this.#fail('malformed');
      return;
    }
    this.#inRecords = false;
    this.#needComma = true;
    this.#state = next;
  }

  #fail(problem: FileProblem): void {
    this.#problem = problem;
    this.#state = 'broken';
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function endsScalar(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE || isSpace(byte);
}
