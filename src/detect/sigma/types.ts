/**
 * The Sigma engine's interface. This folder imports nothing of Trailbolt: it could be published alone. It turns Sigma
 * YAML into rules and rules into matchers over plain JSON events.
 */

export type SigmaLevel = 'informational' | 'low' | 'medium' | 'high' | 'critical';

export interface SigmaLogsource {
  readonly category?: string;
  readonly product?: string;
  readonly service?: string;
}

/** What every rule says of itself. */
export interface SigmaMetadata {
  readonly id: string;
  /** Another name to refer to the rule by, unique as the id is. */
  readonly name?: string;
  readonly title: string;
  readonly level: SigmaLevel;
  readonly status?: string;
  readonly description?: string;
  readonly author?: string;
  readonly date?: string;
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
  /** Tags as written, lower case: `attack.t1078.004`. */
  readonly tags: readonly string[];
  /** Fields that the specification does not know, e.g. `custom` or `trailbolt`, untouched. */
  readonly custom: Readonly<Record<string, unknown>>;
  /** Where it was read from. */
  readonly file: string;
  /** Only there for correlations that refer to it, none of which says `generate`: its own matches are no hits. */
  readonly silent?: true;
}

/**
 * A loaded rule about single events: metadata plus its detection as a plain, JSON-serialisable tree, so that it can be
 * compiled at build time and stored.
 */
export interface SigmaDetectionRule extends SigmaMetadata {
  readonly logsource: SigmaLogsource;
  readonly condition: SigmaExpression;
  /** An extension of the specification: events that match are hits only where they bring values that are new. */
  readonly firstSeen?: SigmaFirstSeen;
}

/** The section `first_seen` of a rule. */
export interface SigmaFirstSeen {
  /** Fields whose values together have to be new. */
  readonly values: readonly string[];
  /** Fields whose values name the group that they have to be new in; empty where the rule names none. */
  readonly groupBy: readonly string[];
  /** Days for which values must not have been seen. */
  readonly timespan: number;
  /** Days from a group's first event on in which nothing is a hit. */
  readonly learning: number;
}

/** A loaded rule about what other rules match; plain JSON as well. */
export interface SigmaCorrelationRule extends SigmaMetadata {
  readonly correlation: SigmaCorrelation;
}

export type SigmaRule = SigmaDetectionRule | SigmaCorrelationRule;

export type SigmaCorrelationType =
  | 'event_count'
  | 'value_count'
  | 'temporal'
  | 'temporal_ordered'
  | 'value_sum'
  | 'value_avg'
  | 'value_percentile'
  | 'value_median';

export interface SigmaCorrelation {
  readonly type: SigmaCorrelationType;
  /** Ids of the rules referred to, in the order of the file. */
  readonly rules: readonly string[];
  readonly groupBy: readonly SigmaGroupField[];
  /** Seconds. */
  readonly timespan: number;
  /** All must hold: one bound, or the two ends of a range. None where there is an expression. */
  readonly condition: readonly SigmaBound[];
  /** Of the temporal types: what must hold of the rules that matched. Each is a field by the rule's place in `rules`, which exists. */
  readonly expression?: SigmaExpression;
  /** Of the `value_` types: the fields whose values count. */
  readonly fields?: readonly string[];
  /** Of `value_percentile`: the percentile whose value is compared; without it, how frequent a value is. */
  readonly percentile?: number;
}

export interface SigmaGroupField {
  /** A field, or an alias. */
  readonly name: string;
  /** Of an alias: the field that it stands for, by rule id. */
  readonly aliases?: Readonly<Record<string, string>>;
}

export interface SigmaBound {
  readonly relation: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq';
  readonly value: number;
}

/** Boolean tree over field tests. `search` is the name of the search identifier that a part was written as. */
export type SigmaExpression = { readonly search?: string } & (
  | { readonly op: 'and'; readonly of: readonly SigmaExpression[] }
  | { readonly op: 'or'; readonly of: readonly SigmaExpression[] }
  | { readonly op: 'not'; readonly of: SigmaExpression }
  /** `N of x*`: at least `count` of the expressions hold. */
  | { readonly op: 'at-least'; readonly count: number; readonly of: readonly SigmaExpression[] }
  | { readonly op: 'test'; readonly test: SigmaTest }
);

/** One test of one field (or of every string in the event, for keywords). */
export interface SigmaTest {
  /** Dotted path as written; undefined for keywords. */
  readonly field?: string;
  readonly operator: SigmaOperator;
}

/** What a field's value is compared with. Serialisable; the matcher compiles it. Extended as modifiers are added. */
export type SigmaOperator =
  | { readonly kind: 'equals'; readonly value: string | number | boolean | null; readonly cased: boolean }
  /** Wildcard pattern as parts, escapes already resolved. */
  | { readonly kind: 'wildcard'; readonly parts: readonly WildcardPart[]; readonly cased: boolean }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string }
  | { readonly kind: 'cidr'; readonly network: string }
  | {
      readonly kind: 'compare';
      readonly relation: 'eq' | 'lt' | 'lte' | 'gt' | 'gte';
      readonly value: number;
      /** The part of a date that is compared, instead of the value itself. */
      readonly part?: 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
    }
  | { readonly kind: 'exists'; readonly expected: boolean }
  | {
      readonly kind: 'fieldref';
      readonly field: string;
      readonly mode: 'equals' | 'contains' | 'startswith' | 'endswith';
      readonly cased: boolean;
    };

/** Literal text, `*` (`many`: any run), `?` (`one` character), or `dash`: one of the characters that start a Windows option. */
export type WildcardPart = { readonly text: string } | { readonly any: 'many' | 'one' | 'dash' };

/** A problem in a rule file. Loading reports all of them at once; nothing is half-loaded. */
export interface SigmaProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Stable code, e.g. `sigma.unknown-modifier`. */
  readonly code: string;
  /** What was found and what was expected. */
  readonly message: string;
}

export type SigmaLoad =
  | { readonly ok: true; readonly rules: readonly SigmaRule[] }
  | { readonly ok: false; readonly problems: readonly SigmaProblem[] };

/** A compiled rule. */
export interface SigmaMatcher {
  readonly rule: SigmaDetectionRule;
  /** Total: never throws on any JSON event. */
  matches(event: unknown): boolean;
}
