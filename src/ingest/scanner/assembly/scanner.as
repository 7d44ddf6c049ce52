// Reads records of CloudTrail as they lie in memory, 64 bytes at a time: finds where each ends, checks that it is JSON in
// the compact form that AWS writes, and finds the values of a few fields. What it is not sure of it leaves to `JSON.parse`.
// In AssemblyScript, compiled by `src/build/compile-scanner.ts`. The method is that of Langdale and Lemire, "Parsing
// Gigabytes of JSON per Second" (2019), with the grammar checked by bits as well.

import {
  BUCKETS,
  ENDS,
  FOUND,
  FOUND_BYTES,
  FOUND_MAX,
  PROBE_BYTES,
  PROBE_FROM,
  PROBE_NAME,
  PROBE_NAME_BYTES,
  PROBE_SEEN,
  PROBE_TO,
  PROBES,
  STACK,
} from './layout';
import { endsValue, isEscape, isScalar } from './tokens';
import { configureValues, judge, noteFields, noteSet } from './values';

export { forget, makeRoom } from './values';

/** The record at `stoppedAt` is not all there. */
const MORE: i32 = 0;
/** At `stoppedAt`, behind a record, comes something else than the next record. */
const OTHER: i32 = 1;
/** The record at `stoppedAt` is too odd to be followed by bits. */
const ODD: i32 = 2;
/** The list of found records is full; to be called again. */
const FULL: i32 = 3;

const EVEN: u64 = 0x5555555555555555;
const NONE: u32 = 0xffffffff;

let multiplier: u64 = 0;
let probes: i32 = 0;
let maxDepth: i32 = 0;
let maxBytes: usize = 0;

let stop: usize = 0;
let records: i32 = 0;
let founds: i32 = 0;

/** Probe whose value is an object or array that has not ended. */
let open: u32 = NONE;
let doubtful: bool = false;

export function stoppedAt(): usize {
  return stop;
}
export function recordCount(): i32 {
  return records;
}
export function foundCount(): i32 {
  return founds;
}

export function configure(
  factor: u64,
  forRules: i32,
  remembered: i32,
  all: i32,
  kind: u32,
  vectors: usize,
  depth: i32,
  bytes: usize,
  seed: u64,
): void {
  multiplier = factor;
  probes = all;
  maxDepth = depth;
  maxBytes = bytes;
  configureValues(vectors, forRules, remembered, all, kind, seed);
}

@inline
function bits(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16)) |
    (<u64>(<u32>i8x16.bitmask(c) | (<u32>i8x16.bitmask(d) << 16)) << 32)
  );
}

@inline
function equal(a: v128, b: v128, c: v128, d: v128, byte: i8): u64 {
  const to = i8x16.splat(byte);
  return bits(i8x16.eq(a, to), i8x16.eq(b, to), i8x16.eq(c, to), i8x16.eq(d, to));
}

@inline
function toLast(index: u64): u64 {
  return (<u64>-1) >> (63 - index);
}

function resetRecord(): void {
  for (let probe = 0; probe < probes; probe++) store<u64>(PROBES + <usize>probe * PROBE_BYTES, 0, PROBE_SEEN);
  open = NONE;
  doubtful = false;
}

/** Behind a name of the record's own: notes the value if the name is looked for. */
function readName(colon: usize, end: usize): void {
  if (open != NONE) closeOpen(colon);
  const last = load<u64>(colon - 8);
  const probe = <u32>load<u8>(BUCKETS + <usize>((last * multiplier) >> 58));
  if (probe == 0xff) return;
  const place = PROBES + <usize>probe * PROBE_BYTES;
  const length = <usize>load<u32>(place, PROBE_NAME_BYTES);
  const name = colon - length;
  if (load<u64>(place + length - 8, PROBE_NAME) != last || load<u64>(name) != load<u64>(place, PROBE_NAME)) return;
  if (length > 16 && load<u64>(name + 8) != load<u64>(place + 8, PROBE_NAME)) return;
  if (length > 24 && load<u64>(name + 16) != load<u64>(place + 16, PROBE_NAME)) return;

  // Of a name that stands there twice the last one counts; so rare that it is left to the parser.
  if (load<u32>(place, PROBE_SEEN) != 0) doubtful = true;
  store<u32>(place, 1, PROBE_SEEN);
  const value = colon + 1;
  store<u32>(place, <u32>value, PROBE_FROM);
  const first = load<u8>(value);
  if (first == 0x22) store<u32>(place, <u32>endOfText(value, end), PROBE_TO);
  else if (first == 0x7b || first == 0x5b) open = probe;
  else {
    let at = value;
    while (at < end && !endsValue(load<u8>(at))) at++;
    store<u32>(place, <u32>at, PROBE_TO);
  }
}

/** The object or array ended before the comma that stands before this name. */
function closeOpen(colon: usize): void {
  let at = colon - 2;
  while (load<u8>(at) != 0x22) at--;
  store<u32>(PROBES + <usize>open * PROBE_BYTES, <u32>(at - 1), PROBE_TO);
  open = NONE;
}

function endOfText(from: usize, end: usize): usize {
  let at = from + 1;
  const quote = i8x16.splat(0x22);
  const slash = i8x16.splat(0x5c);
  while (at < end) {
    const part = v128.load(at);
    const either = <u32>i8x16.bitmask(v128.or(i8x16.eq(part, quote), i8x16.eq(part, slash)));
    if (either == 0) {
      at += 16;
      continue;
    }
    at += <usize>ctz(either);
    if (load<u8>(at) == 0x22) return at + 1;
    at += 2;
  }
  return end;
}

function finishRecord(from: usize, to: usize): void {
  if (open != NONE) {
    store<u32>(PROBES + <usize>open * PROBE_BYTES, <u32>(to - 1), PROBE_TO);
    open = NONE;
  }
  const judged = !doubtful && to - from <= maxBytes;
  let kind = judged ? judge() : 1;
  if (kind == 2 && !noteFields(founds)) kind = 1;
  if (kind != 0) {
    const place = FOUND + <usize>founds * FOUND_BYTES;
    store<u32>(place, <u32>from);
    store<u32>(place, <u32>to, 4);
    store<u32>(place, kind, 8);
    store<u32>(place, records, 12);
    noteSet(founds, judged);
    founds++;
  }
  records++;
  resetRecord();
}

/**
 * Reads the records from `from`, where one begins, to `end`, behind which 64 spaces lie. Gives why it stopped.
 */
export function scan(from: usize, end: usize): i32 {
  let at = from;
  let record = from;
  records = 0;
  founds = 0;
  resetRecord();

  let depth: i32 = 0;
  let inObject: bool = false;
  let quoted: u64 = 0;
  let escapes: u64 = 0;
  // Bit 63 of the block before: what stood right before this block.
  let lastValueMark: u64 = 0;
  let lastBracket: u64 = 0;
  let lastObjectComma: u64 = 0;
  let lastBrace: u64 = 0;
  let lastClose: u64 = 0;
  let lastNameClose: u64 = 0;
  let lastScalar: u64 = 0;
  let inName: u64 = 0;

  while (at < end) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);

    let quote = equal(a, b, c, d, 0x22);
    let escaped: u64 = 0;
    const slash = i8x16.splat(0x5c);
    const slashes = v128.or(
      v128.or(i8x16.eq(a, slash), i8x16.eq(b, slash)),
      v128.or(i8x16.eq(c, slash), i8x16.eq(d, slash)),
    );
    let backslash: u64 = 0;
    if (v128.any_true(slashes) || escapes != 0) {
      backslash = equal(a, b, c, d, 0x5c);
      const starting = backslash & ~escapes;
      const follows = (starting << 1) | escapes;
      const odd = starting & ~EVEN & ~follows;
      const sum = odd + starting;
      escapes = sum < odd ? 1 : 0;
      escaped = (EVEN ^ (sum << 1)) & follows;
      quote &= ~escaped;
    }
    let text = quote ^ (quote << 1);
    text ^= text << 2;
    text ^= text << 4;
    text ^= text << 8;
    text ^= text << 16;
    text ^= text << 32;
    text ^= quoted;
    quoted = <u64>(<i64>text >> 63);

    // Often enough all of the block is within one text.
    if (quote == 0 && text == -1 && backslash == 0 && escaped == 0) {
      const least = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d));
      if (v128.any_true(i8x16.lt_u(least, i8x16.splat(0x20)))) doubtful = true;
      lastValueMark = 0;
      lastBracket = 0;
      lastObjectComma = 0;
      lastBrace = 0;
      lastClose = 0;
      lastNameClose = 0;
      lastScalar = 0;
      at += 64;
      continue;
    }

    let bad: u64 = 0;
    if (backslash != 0 || escaped != 0) {
      if ((backslash & ~text) != 0) {
        stop = record;
        return ODD;
      }
      let left = escaped;
      while (left != 0) {
        const index = ctz(left);
        if (!isEscape(at + <usize>index)) bad |= <u64>1 << index;
        left &= left - 1;
      }
    }
    // Control characters: forbidden in texts, and spacing elsewhere.
    const least = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d));
    if (v128.any_true(i8x16.lt_u(least, i8x16.splat(0x20)))) {
      const space = i8x16.splat(0x20);
      bad |= bits(i8x16.lt_u(a, space), i8x16.lt_u(b, space), i8x16.lt_u(c, space), i8x16.lt_u(d, space));
    }

    // Brackets of all kinds; letters that fall together with them do not stand outside of texts in JSON.
    const fold = i8x16.splat(0x26);
    const outside = ~(text | quote);
    const bracket =
      equal(v128.or(a, fold), v128.or(b, fold), v128.or(c, fold), v128.or(d, fold), 0x7f) & outside;

    let objects: u64 = inObject ? -1 : 0;
    let own: u64 = depth == 1 ? -1 : 0;
    let braces: u64 = 0;
    let ends: usize = 0;
    let valid: u64 = -1;
    let reason: i32 = -1;
    let left = bracket;
    while (left != 0) {
      const index = ctz(left);
      left &= left - 1;
      const place = at + <usize>index;
      const byte = load<u8>(place);
      const before = load<u8>(place - 1);
      const bit = <u64>1 << index;
      if (byte == 0x7b || byte == 0x5b) {
        const after = load<u8>(place + 1);
        if (depth > 0 && before != 0x3a && before != 0x2c && before != 0x5b) bad |= bit;
        if (depth >= maxDepth) {
          stop = record;
          return ODD;
        }
        inObject = byte == 0x7b;
        if (inObject) {
          braces |= bit;
          if (after != 0x22 && after != 0x7d) bad |= bit;
        } else if (after == 0x2c || after == 0x3a) bad |= bit;
        store<u8>(STACK + <usize>depth, byte);
        depth++;
      } else if (byte == 0x7d || byte == 0x5d) {
        depth--;
        if (load<u8>(STACK + <usize>depth) + 2 != byte || before == 0x2c || before == 0x3a) bad |= bit;
        inObject = depth > 0 && load<u8>(STACK + <usize>(depth - 1)) == 0x7b;
        if (depth == 0) {
          store<u32>(ENDS + (ends << 2), <u32>index);
          ends++;
          if (founds + <i32>ends >= FOUND_MAX) reason = FULL;
          else if (place + 2 >= end || load<u16>(place + 1) != 0x7b2c) reason = OTHER;
          if (reason >= 0) {
            stop = place + 1;
            valid = toLast(index);
            break;
          }
        } else if (!endsValue(load<u8>(place + 1))) bad |= bit;
      } else bad |= bit;
      // From here on another container is the innermost one.
      const behind = ~toLast(index);
      objects = (objects & ~behind) | (inObject ? behind : 0);
      own = (own & ~behind) | (depth == 1 ? behind : 0);
    }

    const colon = equal(a, b, c, d, 0x3a) & outside;
    const comma = equal(a, b, c, d, 0x2c) & outside;
    const start = quote & text;
    const close = quote & ~text;
    const scalar = outside & ~(bracket | colon | comma);
    const objectComma = comma & objects;
    const valueMark = colon | comma;

    const afterValueMark = (valueMark << 1) | lastValueMark;
    const afterBracket = (bracket << 1) | lastBracket;
    const afterObjectComma = (objectComma << 1) | lastObjectComma;
    const afterBrace = (braces << 1) | lastBrace;
    const afterClose = (close << 1) | lastClose;
    const nameStart = start & (afterObjectComma | afterBrace);
    const nameSum = (nameStart | inName) + text;
    const nameClose = nameSum & ~text;
    inName = nameSum < text ? 1 : 0;
    const afterName = (nameClose << 1) | lastNameClose;

    bad |=
      (start & ~(afterValueMark | afterBracket)) |
      (afterValueMark & ~(start | bracket | scalar)) |
      (afterObjectComma & ~start) |
      (scalar & afterClose) |
      (colon ^ afterName);

    let scalars = scalar & ~((scalar << 1) | lastScalar) & valid;
    while (scalars != 0) {
      const index = ctz(scalars);
      if (!isScalar(at + <usize>index, end)) bad |= <u64>1 << index;
      scalars &= scalars - 1;
    }

    // Names: with an escape they may be any, with a dot they may be what a dotted path of a rule leads to.
    const names = nameSum ^ text;
    if ((names & own) != 0) bad |= equal(a, b, c, d, 0x2e) & names & own;
    bad |= backslash & names;

    lastValueMark = valueMark >> 63;
    lastBracket = bracket >> 63;
    lastObjectComma = objectComma >> 63;
    lastBrace = braces >> 63;
    lastClose = close >> 63;
    lastNameClose = nameClose >> 63;
    lastScalar = scalar >> 63;

    let ownNames = colon & own;
    let segment: u64 = -1;
    for (let index: usize = 0; index < ends; index++) {
      const bit = <u64>load<u32>(ENDS + (index << 2));
      const until = toLast(bit) & segment;
      if ((bad & until) != 0) doubtful = true;
      let mine = ownNames & until;
      while (mine != 0) {
        readName(at + <usize>ctz(mine), end);
        mine &= mine - 1;
      }
      const to = at + <usize>bit + 1;
      finishRecord(record, to);
      record = to + 1;
      segment &= ~until;
    }
    if (reason >= 0) return reason;
    if ((bad & segment) != 0) doubtful = true;
    ownNames &= segment;
    while (ownNames != 0) {
      readName(at + <usize>ctz(ownNames), end);
      ownNames &= ownNames - 1;
    }
    at += 64;
  }
  stop = record;
  return MORE;
}
