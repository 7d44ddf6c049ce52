/** Somebody set or removed tags of a resource, as CloudTrail tells. */
export interface TagChange {
  /** Unix milliseconds. */
  readonly at: number;
  /** Root actor's id. */
  readonly by: string;
  readonly kind: 'set' | 'removed';
  readonly keys: readonly string[];
}
