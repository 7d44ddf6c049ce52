/** GuardDuty in one Region: it has one detector, or none. */
export interface DetectorRecord {
  readonly id: string;
  readonly arn: string;
  readonly createdAt: number;
  /** What the call that made it was repeated by. */
  readonly clientToken: string | undefined;
  readonly tags: Map<string, string>;
  updatedAt: number;
  /** False while it is suspended. */
  enabled: boolean;
  publishes: string;
  /** Protection plans by their names, and whether they are on. */
  features: ReadonlyMap<string, boolean>;
}
