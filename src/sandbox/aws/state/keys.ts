import type { StoredPolicy } from './principals.ts';

/** A KMS key with its state, and nothing that it could encrypt with. */
export interface KeyRecord {
  readonly id: string;
  readonly arn: string;
  readonly region: string;
  readonly createdAt: number;
  readonly description: string;
  /** Who made it and may change it: the account, or an AWS service for itself. */
  readonly manager: 'CUSTOMER' | 'AWS';
  policy: StoredPolicy;
  tags: ReadonlyMap<string, string>;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  /** Unix milliseconds at which it goes for good; set while its deletion is pending. */
  deletionAt?: number;
}

/** Another name of a key. */
export interface KeyAlias {
  /** `alias/orders`. */
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly keyId: string;
  readonly createdAt: number;
}
