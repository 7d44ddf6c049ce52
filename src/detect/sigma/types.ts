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

/**
 * A loaded rule: metadata plus its detection as a plain, JSON-serialisable tree, so that it can be compiled at build
 * time and stored.
 */
export interface SigmaRule {
  readonly id: string;
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
  readonly logsource: SigmaLogsource;
  /** Fields that the specification does not know, e.g. `custom` or `trailbolt`, untouched. */
  readonly custom: Readonly<Record<string, unknown>>;
  readonly condition: SigmaExpression;
  /** Where it was read from. */
  readonly file: string;
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
  readonly rule: SigmaRule;
  /** Total: never throws on any JSON event. */
  matches(event: unknown): boolean;
}
