// Where everything lies in the scanner's memory. `scanner.ts` beside this folder knows the same places.

/** A looked-at field, of 32 at most: its quoted name, and where its value lies in the record being read. */
export const PROBES: usize = 0x10000;
export const PROBE_BYTES: usize = 64;
export const PROBE_NAME: usize = 0;
export const PROBE_NAME_BYTES: usize = 32;
export const PROBE_SEEN: usize = 40;
export const PROBE_ENTRY: usize = 44;
export const PROBE_FROM: usize = 48;
export const PROBE_TO: usize = 52;
/** The value that was found last, as it was remembered, and its length; the entry before that one. */
export const PROBE_LAST: usize = 56;
export const PROBE_LAST_LENGTH: usize = 60;

/** Which probe a name may be: by 6 bits of a product with the last eight bytes of the quoted name. */
export const BUCKETS: usize = 0x10800;

/** Type of each open container of the record being read. */
export const STACK: usize = 0x11000;

/** Ends of records within one block. */
export const ENDS: usize = 0x11800;

/** Bits of what a record could be of interest to. */
export const SET_BYTES: usize = 256;
export const SET: usize = 0x12000;
/** Bits that ask for whole records and for their fields only: for every record, and for the first of its kind. */
export const WHOLE_SET: usize = 0x12100;
export const KIND_SET: usize = 0x12200;
export const FIELDS_SET: usize = 0x12300;
export const KIND_FIELDS_SET: usize = 0x12400;
/** By probe: what is possible where the field is absent. */
export const ABSENT_SETS: usize = 0x13000;

/** Slots of known values: hash, place, length and probe, entry. */
export const SLOTS: usize = 0x20000;
export const SLOT_BYTES: usize = 16;
export const SLOT_COUNT: u32 = 16384;

/**
 * Records found: from, to, kind, index; from 16 on numbers of values; from 80 on places of values without one; from 128 on what
 * is possible, where there is room for it.
 */
export const FOUND: usize = 0x60000;
export const FOUND_BYTES: usize = 256;
export const FOUND_NUMBERS: usize = 16;
export const FOUND_PLACES: usize = 80;
export const FOUND_SET: usize = 128;
export const FOUND_SET_VECTORS: usize = 8;
export const FOUND_MAX: i32 = 4096;

/** Kinds of records that were given: what they have in common, and which record it was. */
export const KINDS: usize = 0x780000;
export const KIND_COUNT: u32 = 32768;

/** Known values with what is possible of each. */
export const ARENA: usize = 0x160000;
export const ARENA_END: usize = 0x400000;

/** Longer values are not remembered. */
export const MAX_VALUE: usize = 4096;
