/** A remedy that the policy lets Trailbolt start by itself, when one of these rules fires on what a record made. */
export interface Automation {
  readonly name: string;
  /** Ids of inspectors, and names of rules that look at single records. */
  readonly after: readonly string[];
  /** Id of an action. */
  readonly action: string;
  /** Empty: every guarded account. */
  readonly accounts: readonly string[];
  /** Seconds in which people can hold it. */
  readonly veto: number;
  /** SHA-256 (hex) over all of the above: what is changed has to be armed again. */
  readonly digest: string;
}

/** Who let an automation act, and what it said then. Without it an automation only says what it would have done. */
export interface Arming {
  readonly by: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly digest: string;
}

/** What makes a request an automation's. */
export interface Automated {
  readonly name: string;
  /** Digest of the automation as it was then. */
  readonly digest: string;
  /** Root actor of the case: the budget of automations counts by it. */
  readonly actor: string;
  /** When it starts unless somebody holds it, Unix milliseconds. */
  readonly startsAt: number;
  /** When the record was made whose change it takes back, Unix milliseconds. */
  readonly recordAt: number;
  /** Why it does not start by itself any more, in a sentence: then it is a request like any other. */
  readonly asks?: string;
  /** The Slack user who held it. */
  readonly heldBy?: string;
}
