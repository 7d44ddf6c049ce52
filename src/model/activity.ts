/** What an actor did around a case, counted: everything that the event history tells, alerts or not. */
export interface Activity {
  /** Time of the look, Unix milliseconds; it covers the hour before. */
  readonly at: number;
  readonly calls: number;
  /** Of these, how many AWS refused. */
  readonly refused: number;
  /** The most frequent first, bounded. */
  readonly apis: readonly { readonly name: string; readonly calls: number }[];
  /** How many more APIs were called than are listed. */
  readonly others: number;
  /** True where the history holds more than was read. */
  readonly partial?: true;
}
