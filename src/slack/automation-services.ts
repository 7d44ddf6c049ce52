import type { Automation, Arming } from '../model/automation.ts';
import type { Person } from '../model/person.ts';

/** An automation of the policy with what it did, or would have done. */
export interface ListedAutomation {
  readonly automation: Automation;
  /** What its action is called. */
  readonly title: string;
  /** Undefined: it only says what it would do. */
  readonly armed: Arming | undefined;
  readonly rehearsals: readonly {
    /** Unix milliseconds. */
    readonly at: number;
    readonly action: string;
    readonly account: string;
    readonly targets: readonly string[];
  }[];
  /** There are more rehearsals than these. */
  readonly more: boolean;
}

/** What people do with automations; `app` joins it to the remediate stage. */
export interface AutomationServices {
  automations(): Promise<readonly ListedAutomation[]>;
  /** @throws TrailboltError `automation.unknown`, `automation.changed`. */
  setArmed(input: {
    readonly name: string;
    /** Digest of the automation as the person saw it. */
    readonly seen: string;
    readonly armed: boolean;
    readonly person: Person;
    readonly key: string;
  }): Promise<void>;
  /** Stops what an automation announced, before it starts. */
  hold(input: { readonly requestId: string; readonly person: Person; readonly key: string }): Promise<{
    readonly allowed: boolean;
    readonly sentence: string;
  }>;
}
