import type { Fact, Section, Thing } from './thing.ts';

export interface Change {
  readonly kind: 'new' | 'changed' | 'gone';
  /** What is different, in words: `state running → terminated`. */
  readonly what: readonly string[];
  /** Of what is gone: as it was, and where. */
  readonly was?: { readonly thing: Thing; readonly section: string };
}

/** What is new, different or gone in `next`, by key, so that the page can point at it. */
export function changesBetween(before: readonly Section[], next: readonly Section[]): ReadonlyMap<string, Change> {
  const old = byKey(before);
  const now = byKey(next);
  const changes = new Map<string, Change>();
  for (const [key, { thing }] of now) {
    const was = old.get(key)?.thing;
    const what = was === undefined ? [] : differences(was, thing);
    if (was === undefined) changes.set(key, { kind: 'new', what: [] });
    else if (what.length > 0) changes.set(key, { kind: 'changed', what });
  }
  for (const [key, was] of old) if (!now.has(key)) changes.set(key, { kind: 'gone', what: [], was });
  return changes;
}

function byKey(sections: readonly Section[]): ReadonlyMap<string, { readonly thing: Thing; readonly section: string }> {
  return new Map(
    sections.flatMap(({ title, things }) => things.map((thing) => [thing.key, { thing, section: title }] as const)),
  );
}

function differences(was: Thing, now: Thing): readonly string[] {
  const old = new Map(factsOf(was).map((fact) => [fact.about, fact.is]));
  const fresh = new Map(factsOf(now).map((fact) => [fact.about, fact.is]));
  return [
    ...[...fresh].flatMap(([about, is]) => difference(about, old.get(about), is)),
    ...[...old].flatMap(([about, is]) => (fresh.has(about) ? [] : difference(about, is, undefined))),
  ];
}

function factsOf({ facts, parts = [] }: Thing): readonly Fact[] {
  return [...facts, ...parts.map(({ name, state }) => ({ about: name, is: state }))];
}

function difference(about: string, was: Fact['is'] | undefined, is: Fact['is'] | undefined): readonly string[] {
  if (Array.isArray(was) || Array.isArray(is)) {
    const [old, fresh] = [listOf(was), listOf(is)];
    return [
      ...fresh.filter((one) => !old.includes(one)).map((one) => `${about}: + ${one}`),
      ...old.filter((one) => !fresh.includes(one)).map((one) => `${about}: – ${one}`),
    ];
  }
  if (was === is) return [];
  if (was === undefined) return [`${about}: + ${String(is)}`];
  return [is === undefined ? `${about}: – ${String(was)}` : `${about}: ${String(was)} → ${String(is)}`];
}

function listOf(is: Fact['is'] | undefined): readonly string[] {
  return is === undefined ? [] : typeof is === 'string' ? [is] : is;
}
