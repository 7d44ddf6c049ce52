/** What the page draws of the account: things in sections, each with facts that are compared to tell what changed. */

export type Tone = 'good' | 'busy' | 'off' | 'bad';

export interface Fact {
  /** What it is about; a thing has at most one fact of a name. */
  readonly about: string;
  /** Several, where it lists things that come and go one by one. */
  readonly is: string | readonly string[];
  /** A mark beside the name; absent: a line of its own below. */
  readonly tone?: Tone;
  /** The line or mark, where it says more than the fact itself; empty: it is compared, and not drawn. */
  readonly shown?: string;
}

export interface Thing {
  /** Stable: `instance/us-east-1/i-…`. */
  readonly key: string;
  readonly name: string;
  /** The name is an id, which is drawn as code. */
  readonly isId?: boolean;
  /** It is past. */
  readonly gone?: boolean;
  readonly facts: readonly Fact[];
  /** Parts of it that have a state of their own, e.g. the keys of a user. */
  readonly parts?: readonly {
    readonly key: string;
    readonly name: string;
    readonly state: string;
    readonly tone: Tone;
  }[];
}

export interface Section {
  readonly title: string;
  readonly things: readonly Thing[];
}

/** A fact that is there only where it holds. */
export function when(holds: boolean, fact: Fact): readonly Fact[] {
  return holds ? [fact] : [];
}

/** A principal by what people call it (`user/dave`). */
export function principalName(arn: string): string {
  return arn.split(':').slice(5).join(':') || arn;
}
