import { stringify } from 'yaml';
import { compile } from '../../../../src/detect/sigma/compile.ts';
import { createCorrelator } from '../../../../src/detect/sigma/correlation/engine.ts';
import type { CorrelationMatch, Correlator, Feed } from '../../../../src/detect/sigma/correlation/engine.ts';
import { createMemoryState } from '../../../../src/detect/sigma/correlation/state.ts';
import type { CorrelationState } from '../../../../src/detect/sigma/correlation/state.ts';
import { loadSigma } from '../../../../src/detect/sigma/load.ts';
import type { SigmaProblem, SigmaRule } from '../../../../src/detect/sigma/types.ts';

/** Rules `a`, `b` and `c`, each for events of that kind. */
const BASE = ['a', 'b', 'c'].map((kind) => ({
  title: `Kind ${kind}`,
  id: kind,
  name: `kind_${kind}`,
  logsource: { product: 'test' },
  detection: { s: { kind }, condition: 's' },
}));

/** The base rules and correlations, as one text of several documents. */
export function textOf(...correlations: readonly Record<string, unknown>[]): string {
  const documents = correlations.map(
    ({ id = 'corr', title = `Title of ${String(id)}`, level, name, ...correlation }) => ({
      title,
      id,
      ...(level === undefined ? {} : { level }),
      ...(name === undefined ? {} : { name }),
      correlation,
    }),
  );
  return [...BASE, ...documents].map((document) => stringify(document)).join('---\n');
}

export function rulesOf(...correlations: readonly Record<string, unknown>[]): readonly SigmaRule[] {
  const load = loadSigma(textOf(...correlations), 'test.yml');
  if (!load.ok) throw new Error(JSON.stringify(load.problems));
  return load.rules;
}

export function problemsOf(...correlations: readonly Record<string, unknown>[]): readonly SigmaProblem[] {
  const load = loadSigma(textOf(...correlations), 'test.yml');
  return load.ok ? [] : load.problems;
}

/** An event at a second. */
export interface At {
  readonly id?: string;
  readonly at: number;
  readonly [field: string]: unknown;
}

/** Feeds events, in the order given, to correlations; ids are the places in that order where events have none. */
export async function run(
  rules: readonly SigmaRule[],
  events: readonly At[],
  state: CorrelationState = createMemoryState(),
): Promise<readonly CorrelationMatch[]> {
  const correlator = createCorrelator(rules, state);
  const matchers = rules.flatMap((rule) => ('condition' in rule ? [compile(rule)] : []));
  const matches: CorrelationMatch[] = [];
  for (const [index, event] of events.entries()) {
    const matched = matchers.filter((matcher) => matcher.matches(event)).map(({ rule }) => rule.id);
    const input = { id: event.id ?? String(index), time: event.at * 1000, feeds: feedsOf(correlator, event, matched) };
    matches.push(...(await correlator.correlateOne(input)));
  }
  return matches;
}

/** What an event brings that rules match. */
export function feedsOf(correlator: Correlator, event: unknown, ruleIds: readonly string[]): readonly Feed[] {
  return ruleIds.flatMap((id) => correlator.feedsOf(id, event));
}

/** Every match as the ids of the records that made it. */
export async function recordsOf(
  correlation: Record<string, unknown>,
  events: readonly At[],
): Promise<readonly (readonly string[])[]> {
  return (await run(rulesOf(correlation), events)).map(({ records }) => records.map(({ id }) => id));
}
