/** Where things lie in the scanner's memory, as `assembly/layout.ts` has it. In bytes. */
export const PROBES = 0x10000;
export const PROBE_BYTES = 64;
export const PROBE_LENGTH = 32;
export const BUCKETS = 0x10800;
export const BUCKET_COUNT = 64;
export const SET_BYTES = 256;
export const WHOLE_SET = 0x12100;
export const KIND_SET = 0x12200;
export const FIELDS_SET = 0x12300;
export const KIND_FIELDS_SET = 0x12400;
export const ABSENT_SETS = 0x13000;
export const FOUND = 0x60000;
export const FOUND_BYTES = 256;
export const FOUND_NUMBERS = 16;
export const FOUND_PLACES = 80;
export const FOUND_SET = 128;
export const FOUND_SET_VECTORS = 8;
export const INPUT = 0x400000;
/** Spaces behind the input. */
export const MARGIN = 64;
