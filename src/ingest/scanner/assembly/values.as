import {
  ABSENT_SETS,
  ARENA,
  ARENA_END,
  FIELDS_SET,
  FOUND,
  FOUND_BYTES,
  FOUND_NUMBERS,
  FOUND_PLACES,
  FOUND_SET,
  FOUND_SET_VECTORS,
  MAX_VALUE,
  KIND_COUNT,
  KIND_FIELDS_SET,
  KIND_SET,
  KINDS,
  PROBE_BYTES,
  PROBE_ENTRY,
  PROBE_FROM,
  PROBE_LAST,
  PROBE_LAST_LENGTH,
  PROBE_SEEN,
  PROBE_TO,
  PROBES,
  SET,
  SET_BYTES,
  SLOT_BYTES,
  SLOT_COUNT,
  SLOTS,
  WHOLE_SET,
} from './layout';

/** Fills in what is possible of a value seen for the first time, and gives the value's number. */
@external('env', 'learn')
declare function learn(probe: i32, from: usize, to: usize, set: usize): u32;

/** Vectors of 16 bytes in a set. */
let vectors: usize = 0;
/** Probes that narrow the set come first, then others whose values are remembered, then the rest. */
let ruleProbes: i32 = 0;
let remembered: i32 = 0;
let probes: i32 = 0;
/** Bits of the probes whose values make a record's kind. */
let kindProbes: u32 = 0;
let seed: u64 = 0;

let arenaAt: usize = ARENA;
let taken: u32 = 0;

/** Slots looked at before a value is taken for unknown: hostile values may be made to fall together. */
const MAX_CHAIN: u32 = 24;

export function configureValues(setVectors: usize, forRules: i32, known: i32, all: i32, kind: u32, random: u64): void {
  vectors = setVectors;
  ruleProbes = forRules;
  remembered = known;
  probes = all;
  kindProbes = kind;
  seed = random;
  forget();
}

export function forget(): void {
  for (let probe = 0; probe < probes; probe++) store<u32>(PROBES + <usize>probe * PROBE_BYTES, 0, PROBE_LAST);
  memory.fill(SLOTS, 0, SLOT_BYTES * SLOT_COUNT);
  memory.fill(KINDS, 0, 16 * KIND_COUNT);
  arenaAt = ARENA;
  taken = 0;
}

/** Forgets all values when there is little room for more. Gives whether it did: the values' numbers are void then. */
export function makeRoom(): bool {
  if (taken < SLOT_COUNT >> 1 && arenaAt < ARENA_END - ((ARENA_END - ARENA) >> 1)) return false;
  forget();
  return true;
}

function hashOf(from: usize, length: usize, probe: i32): u64 {
  let hash = (seed ^ <u64>length ^ (<u64>probe << 32)) * 0x9e3779b97f4a7c15;
  let at = from;
  const last = from + length;
  if (length >= 64) {
    // Four at a time, since one has to wait for the last.
    let second = hash ^ 1;
    let third = hash ^ 2;
    let fourth = hash ^ 3;
    while (at + 32 <= last) {
      hash = mix(hash, load<u64>(at));
      second = mix(second, load<u64>(at, 8));
      third = mix(third, load<u64>(at, 16));
      fourth = mix(fourth, load<u64>(at, 24));
      at += 32;
    }
    hash = mix(mix(mix(hash, second), third), fourth);
  }
  while (at + 8 <= last) {
    hash = mix(hash, load<u64>(at));
    at += 8;
  }
  const left = last - at;
  if (left > 0) {
    // Bytes behind the value are cut off; what lies there can be read.
    hash = mix(hash, load<u64>(at) & ((<u64>1 << (<u64>left << 3)) - 1));
  }
  return hash ^ (hash >> 29);
}

function isSame(a: usize, b: usize, length: usize): bool {
  if (length < 16) {
    if (length < 8) {
      const left = (<u64>1 << (<u64>length << 3)) - 1;
      return ((load<u64>(a) ^ load<u64>(b)) & left) == 0;
    }
    return load<u64>(a) == load<u64>(b) && load<u64>(a + length - 8) == load<u64>(b + length - 8);
  }
  // The last piece may overlap the one before.
  const last = length - 16;
  for (let at: usize = 0; at < last; at += 16) {
    if (v128.any_true(v128.xor(v128.load(a + at), v128.load(b + at)))) return false;
  }
  return !v128.any_true(v128.xor(v128.load(a + last), v128.load(b + last)));
}

/** The entry of a value: its number and its set; 0 where the value cannot be remembered. */
function entryOf(probe: i32, from: usize, to: usize): usize {
  const length = to - from;
  if (length > MAX_VALUE) return 0;
  const hash = hashOf(from, length, probe);
  const check = <u32>(hash >> 32) | 1;
  const what = <u32>length | (<u32>probe << 16);
  let slot = <u32>hash & (SLOT_COUNT - 1);
  for (let step: u32 = 0; step < MAX_CHAIN; step++) {
    const place = SLOTS + <usize>slot * SLOT_BYTES;
    const known = load<u32>(place);
    if (known == 0) return remember(place, check, what, probe, from, length);
    if (known == check && load<u32>(place, 8) == what && isSame(<usize>load<u32>(place, 4), from, length)) {
      return <usize>load<u32>(place, 12);
    }
    slot = (slot + 1) & (SLOT_COUNT - 1);
  }
  return 0;
}

/** Where the text of a remembered value lies: behind its number and its set. */
@inline
function copyOf(entry: usize): usize {
  return entry + 16 + (vectors << 4);
}

function remember(place: usize, check: u32, what: u32, probe: i32, from: usize, length: usize): usize {
  const entry = arenaAt;
  const copy = copyOf(entry);
  const next = (copy + length + 31) & ~15;
  if (next > ARENA_END || taken >= (SLOT_COUNT >> 2) * 3) return 0;
  memory.copy(copy, from, length);
  store<u32>(entry, learn(probe, from, from + length, entry + 16));
  store<u32>(place, check);
  store<u32>(place, <u32>copy, 4);
  store<u32>(place, what, 8);
  store<u32>(place, <u32>entry, 12);
  arenaAt = next;
  taken++;
  return entry;
}

/** Narrows the set by one field. Gives whether anything is left. */
@inline
function narrow(by: usize): bool {
  let left = i64x2.splat(0);
  for (let index: usize = 0; index < vectors; index++) {
    const both = v128.and(v128.load(SET + (index << 4)), v128.load(by + (index << 4)));
    v128.store(SET + (index << 4), both);
    left = v128.or(left, both);
  }
  return v128.any_true(left);
}

function meets(other: usize): bool {
  for (let index: usize = 0; index < vectors; index++) {
    if (v128.any_true(v128.and(v128.load(SET + (index << 4)), v128.load(other + (index << 4))))) return true;
  }
  return false;
}

/** The entry of a field of the record: 0 where the field is absent or its value cannot be remembered. */
function entryOfField(probe: i32): usize {
  const place = PROBES + <usize>probe * PROBE_BYTES;
  if (load<u32>(place, PROBE_SEEN) == 0) return 0;
  let entry = <usize>load<u32>(place, PROBE_ENTRY);
  if (entry == 0) {
    const from = <usize>load<u32>(place, PROBE_FROM);
    const length = <usize>load<u32>(place, PROBE_TO) - from;
    // What one record says the next one often says again.
    entry = <usize>load<u32>(place, PROBE_LAST);
    if (entry == 0 || length != <usize>load<u32>(place, PROBE_LAST_LENGTH) || !isSame(copyOf(entry), from, length)) {
      entry = entryOf(probe, from, from + length);
      store<u32>(place, <u32>entry, PROBE_LAST);
      store<u32>(place, <u32>length, PROBE_LAST_LENGTH);
    }
    store<u32>(place, <u32>entry, PROBE_ENTRY);
  }
  return entry;
}

@inline
function isSeen(probe: i32): bool {
  return load<u32>(PROBES + <usize>probe * PROBE_BYTES, PROBE_SEEN) != 0;
}

/** What a record with these field values is good for: 0 nothing, 1 to be parsed, 2 its fields are wanted. */
export function judge(): i32 {
  for (let index: usize = 0; index < vectors; index++) v128.store(SET + (index << 4), i64x2.splat(-1));
  for (let probe = 0; probe < ruleProbes; probe++) {
    if (!isSeen(probe)) {
      if (!narrow(ABSENT_SETS + <usize>probe * SET_BYTES)) return 0;
      continue;
    }
    const entry = entryOfField(probe);
    if (entry != 0 && !narrow(entry + 16)) return 0;
  }
  if (meets(WHOLE_SET)) return 1;
  if (kindProbes != 0) {
    const whole = meets(KIND_SET);
    if ((whole || meets(KIND_FIELDS_SET)) && !isRepeated()) return whole ? 1 : 2;
  }
  return meets(FIELDS_SET) ? 2 : 0;
}

/**
 * Whether another record of this kind, which is one of the same day with the same values in some fields, was given before.
 * A record that comes again is not a repetition of itself. Where it is not certain: false.
 */
function isRepeated(): bool {
  let kind = seed;
  for (let probe = 0; probe < remembered; probe++) {
    if (((kindProbes >> probe) & 1) == 0) continue;
    const entry = entryOfField(probe);
    if (entry == 0 && isSeen(probe)) return false;
    kind = mix(kind, entry == 0 ? 0 : <u64>load<u32>(entry));
  }
  const time = PROBES + <usize>remembered * PROBE_BYTES;
  const id = time + PROBE_BYTES;
  if (load<u32>(time, PROBE_SEEN) == 0 || load<u32>(id, PROBE_SEEN) == 0) return false;
  const from = <usize>load<u32>(time, PROBE_FROM);
  // "2026-03-02T09:00:00Z": of other ways to write a time the first ten characters may be another day.
  if (<usize>load<u32>(time, PROBE_TO) - from != 22 || load<u16>(from + 20) != 0x225a) return false;
  kind = mix(mix(kind, load<u64>(from + 1)), <u64>load<u16>(from + 9));
  const record = hashOf(<usize>load<u32>(id, PROBE_FROM), <usize>load<u32>(id, PROBE_TO) - <usize>load<u32>(id, PROBE_FROM), 0);

  let slot = <u32>(kind >> 40) & (KIND_COUNT - 1);
  for (let step = 0; step < 8; step++) {
    const place = KINDS + <usize>slot * 16;
    const known = load<u64>(place);
    if (known == kind) return load<u64>(place, 8) != record;
    if (known == 0) {
      store<u64>(place, kind);
      store<u64>(place, record, 8);
      return false;
    }
    slot = (slot + 1) & (KIND_COUNT - 1);
  }
  // Crowded: whoever was here is asked for again.
  store<u64>(KINDS + <usize>slot * 16, kind);
  store<u64>(KINDS + <usize>slot * 16, record, 8);
  return false;
}

@inline
function mix(hash: u64, value: u64): u64 {
  const product = (hash ^ value) * 0x9fb21c651e98df25;
  return product ^ (product >> 32);
}

/** Notes what remains possible of a record that is found: everything where nobody looked. */
export function noteSet(found: i32, judged: bool): void {
  const place = FOUND + <usize>found * FOUND_BYTES + FOUND_SET;
  for (let index: usize = 0; index < vectors && index < FOUND_SET_VECTORS; index++) {
    v128.store(place + (index << 4), judged ? v128.load(SET + (index << 4)) : i64x2.splat(-1));
  }
}

/** Notes the field values of a record that is found. Gives false where a value cannot be remembered. */
export function noteFields(found: i32): bool {
  const numbers = FOUND + <usize>found * FOUND_BYTES + FOUND_NUMBERS;
  let place = FOUND + <usize>found * FOUND_BYTES + FOUND_PLACES;
  for (let probe = 0; probe < probes; probe++) {
    if (probe < remembered) {
      const entry = entryOfField(probe);
      if (entry == 0 && isSeen(probe)) return false;
      store<u32>(numbers + (<usize>probe << 2), entry == 0 ? 0 : load<u32>(entry));
    } else {
      const value = PROBES + <usize>probe * PROBE_BYTES;
      store<u32>(place, isSeen(probe) ? load<u32>(value, PROBE_FROM) : 0);
      store<u32>(place, load<u32>(value, PROBE_TO), 4);
      place += 8;
    }
  }
  return true;
}
