/** Time and fresh ids, so that tests can fix both. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** A fresh, unguessable id of 128 bits, lower-case letters and digits only. */
  id(): string;
}
