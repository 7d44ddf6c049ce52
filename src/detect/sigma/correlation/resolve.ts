import { LEVELS } from '../metadata.ts';
import type { Problems } from '../problems.ts';
import type { Directory, Reference } from '../references.ts';
import type { SigmaCorrelationRule, SigmaGroupField, SigmaLevel, SigmaMetadata } from '../types.ts';
import type { Alias, CorrelationDraft } from './read.ts';

/** A correlation rule of which the references are still to be followed. */
export interface UnresolvedCorrelation {
  readonly metadata: Omit<SigmaMetadata, 'level'> & { readonly level?: SigmaLevel };
  readonly draft: CorrelationDraft;
  readonly problems: Problems;
}

/** What can be referred to: rules that stand, and correlations of which the references are still to be followed. */
export interface Referable {
  readonly id: string;
  readonly level?: SigmaLevel;
  /** Of a correlation: the rules that it refers to. */
  readonly rules: readonly string[];
}

/** The rule with its references followed; those that lead nowhere, or in a circle, are noted. */
export function resolveCorrelation(
  { metadata, draft, problems }: UnresolvedCorrelation,
  directory: Directory<Referable>,
  below: Below,
): SigmaCorrelationRule | undefined {
  const before = problems.all.length;
  const follow = (reference: Reference): Referable | undefined => {
    const found = directory.find(reference.text);
    if (found === undefined && !directory.isKnown(reference.text)) {
      problems.add(
        reference.offset,
        'sigma.unknown-rule',
        `No rule has the id or name ${JSON.stringify(reference.text)}; expected one that is loaded.`,
      );
    }
    return found;
  };
  const seen = new Set<string>();
  const rules = draft.rules.flatMap((reference) => {
    const found = follow(reference);
    if (found === undefined) return [];
    if (seen.has(found.id)) {
      problems.add(
        reference.offset,
        'sigma.duplicate-reference',
        `The rule ${found.id} is named twice; expected once.`,
      );
    }
    seen.add(found.id);
    if (found.id === metadata.id || below(found).has(metadata.id)) {
      problems.add(
        reference.offset,
        'sigma.circular',
        `${JSON.stringify(reference.text)} leads back to this correlation; expected no circle.`,
      );
    }
    return [found];
  });
  const reach = new Map(rules.map((rule) => [rule.id, new Set([rule.id, ...below(rule)])]));
  const groupBy = draft.groupBy.map(({ text }) => groupField(text, draft.aliases.get(text), follow));
  for (const [name, alias] of draft.aliases) {
    checkAlias(name, alias, { reach, follow, isUsed: draft.groupBy.some(({ text }) => text === name) }, problems);
  }
  if (problems.all.length > before || rules.length < draft.rules.length) return undefined;

  const { type, timespan, condition, expression, fields, percentile } = draft;
  return {
    ...metadata,
    level: metadata.level ?? highest(rules, directory, below),
    correlation: {
      type,
      rules: rules.map(({ id }) => id),
      groupBy,
      timespan,
      condition,
      ...(expression === undefined ? {} : { expression }),
      ...(fields === undefined ? {} : { fields }),
      ...(percentile === undefined ? {} : { percentile }),
    },
  };
}

/** The ids of all rules that a correlation builds on, also through others. */
type Below = (rule: Referable) => ReadonlySet<string>;

/** Follows each rule but once: many correlations may build on the same ones. */
export function createBelow(directory: Directory<Referable>): Below {
  const known = new Map<string, ReadonlySet<string>>();
  return (rule) => {
    const cached = known.get(rule.id);
    if (cached !== undefined) return cached;
    const ids = new Set<string>();
    const pending = [...rule.rules];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const found = directory.find(next);
      if (found === undefined || ids.has(found.id)) continue;
      ids.add(found.id);
      pending.push(...found.rules);
    }
    known.set(rule.id, ids);
    return ids;
  };
}

function groupField(
  name: string,
  alias: Alias | undefined,
  follow: (reference: Reference) => Referable | undefined,
): SigmaGroupField {
  if (alias === undefined) return { name };
  const fields = alias.fields.flatMap(({ rule, field }) => {
    const found = follow(rule);
    return found === undefined ? [] : [[found.id, field] as const];
  });
  return { name, aliases: Object.fromEntries(fields) };
}

function checkAlias(
  name: string,
  { offset, fields }: Alias,
  context: {
    readonly reach: ReadonlyMap<string, ReadonlySet<string>>;
    readonly isUsed: boolean;
    follow(reference: Reference): Referable | undefined;
  },
  problems: Problems,
): void {
  if (!context.isUsed) {
    problems.add(offset, 'sigma.unused-alias', `The alias "${name}" is not grouped by; expected it in "group-by".`);
    return;
  }
  const ids = new Set<string>();
  for (const { rule } of fields) {
    const found = context.follow(rule);
    if (found === undefined) continue;
    ids.add(found.id);
    if (!context.reach.values().some((reached) => reached.has(found.id))) {
      problems.add(
        rule.offset,
        'sigma.wrong-reference',
        `${JSON.stringify(rule.text)} is none of the rules that this correlation builds on; expected one of them.`,
      );
    }
  }
  for (const [id, reached] of context.reach) {
    if (!reached.values().some((one) => ids.has(one))) {
      problems.add(
        offset,
        'sigma.missing-field',
        `The alias "${name}" gives no field for the rule ${id}; expected one.`,
      );
    }
  }
}

/** A correlation without a level is as severe as the most severe rule below it. */
function highest(rules: readonly Referable[], directory: Directory<Referable>, below: Below): SigmaLevel {
  const levels = rules.flatMap((rule) => [rule.level, ...[...below(rule)].map((id) => directory.find(id)?.level)]);
  return LEVELS.findLast((level) => levels.includes(level)) ?? 'medium';
}
