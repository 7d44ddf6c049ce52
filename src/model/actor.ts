/** `userIdentity.type` of CloudTrail, kept as free text because AWS adds kinds. */
export type IdentityType = string;

/**
 * The principal in a record. `root` is the root actor: the user, role or issuer behind the principal, never the session
 * name, which its caller chooses freely.
 */
export interface Actor {
  readonly type: IdentityType;
  /** Full ARN as recorded (may contain a session name), if any. */
  readonly arn?: string;
  readonly account?: string;
  readonly root: RootActor;
  /** Session name of an assumed role: a claim of the caller, never evidence of a person. */
  readonly session?: string;
  readonly accessKeyId?: string;
  /** True or false as recorded; absent where CloudTrail does not say. */
  readonly mfa?: boolean;
  /** AWS service that called on the actor's behalf (`userIdentity.invokedBy`). */
  readonly invokedBy?: string;
  /** Enforced source identity (`sessionContext.sourceIdentity`), if set. */
  readonly sourceIdentity?: string;
}

/** Stable identity of who is behind a record: the key, with the account, of a case. */
export interface RootActor {
  /** Stable id: an IAM ARN where there is one, else `principal:<id>`, `service:<name>` or `unknown`. */
  readonly id: string;
  /** Short name for people: user name, role name, service name. */
  readonly name: string;
}
