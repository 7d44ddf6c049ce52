import { withDerived } from './derived-fields.ts';
import { hasFirstSeen, namedIn, sightingsOf } from './first-seen/sightings.ts';
import type { SightingsOf } from './first-seen/sightings.ts';
import type { Sighting, Verdict } from './first-seen/judge.ts';
import type { FirstSeenState } from './first-seen/state.ts';
import { identityOf } from './identity.ts';
import { createCorrelator } from './sigma/correlation/engine.ts';
import type { CorrelationMatch } from './sigma/correlation/engine.ts';
import type { CorrelationState } from './sigma/correlation/state.ts';
import type { SigmaDetectionRule, SigmaRule } from './sigma/types.ts';

/** An event, and the rules whose detection it matches. */
export interface Matched {
  readonly event: unknown;
  readonly rules: readonly SigmaDetectionRule[];
  /** Where it lies, to come back with the correlations that it is part of. */
  readonly reference?: string;
}

/** What came of an event because of other events. */
export type Settled =
  | { readonly kind: 'correlation'; readonly match: CorrelationMatch }
  | { readonly kind: 'first-seen'; readonly match: FirstSeenMatch };

/** A value that was not seen before. */
export interface FirstSeenMatch {
  readonly rule: SigmaDetectionRule;
  /** Always the same for the same rule, group, value and record. */
  readonly id: string;
  /** What the value is new in, and the value itself, by the names of the fields. */
  readonly group: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  /** Days for which it had not been seen. */
  readonly timespan: number;
  /** Told before: the record came again. */
  readonly repeated: boolean;
}

export interface States {
  readonly correlation: CorrelationState;
  readonly firstSeen: FirstSeenState;
}

export interface Settler {
  /** Whether matching the rule can lead to anything but a match of its own. */
  needs(rule: SigmaDetectionRule): boolean;
  /** For each event what came of it, in order. Events may come in any order and again. One without a valid `eventTime` has no place in time. */
  settle(events: readonly Matched[]): Promise<readonly (readonly Settled[])[]>;
}

/** Runs what needs a memory: rules with `first_seen`, and correlations over what rules match, those with `first_seen` included. */
export function createSettler(rules: readonly SigmaRule[], states: States): Settler {
  const correlator = createCorrelator(rules, states.correlation);
  const seeing = new Map(rules.filter(hasFirstSeen).map((rule) => [rule.id, { rule, sightings: sightingsOf(rule) }]));

  return {
    needs: ({ id }) => seeing.has(id) || correlator.needs.has(id),
    async settle(events) {
      const placed = events.map((input) => placedOf(input));
      const sightings = placed.map((event) => (event === undefined ? [] : sightingsIn(event, seeing)));
      const verdicts = await takeAll(sightings, states.firstSeen);
      const found = sightings.map((own, index) =>
        own.flatMap((sighting, at) => firstSeenMatch(sighting, verdicts[index]?.[at], seeing.get(sighting.rule)?.rule)),
      );
      const inputs = placed.flatMap((event, index) => {
        if (event === undefined) return [];
        const hits = new Set(found[index]?.map(({ rule }) => rule.id));
        const ids = event.rules.map(({ id }) => id);
        const feeding = ids.filter((id) => correlator.needs.has(id) && (!seeing.has(id) || hits.has(id)));
        return feeding.length === 0 ? [] : [{ index, input: { ...event, rules: feeding } }];
      });
      const correlated = await correlator.correlate(inputs.map(({ input }) => input));
      const byEvent = new Map(inputs.map(({ index }, at) => [index, correlated[at] ?? []]));
      return events.map((_, index) => [
        ...(found[index] ?? []).map((match) => ({ kind: 'first-seen', match }) as const),
        ...(byEvent.get(index) ?? []).map((match) => ({ kind: 'correlation', match }) as const),
      ]);
    },
  };
}

interface Placed extends Matched {
  readonly id: string;
  readonly time: number;
}

function placedOf(matched: Matched): Placed | undefined {
  const identity = matched.rules.length === 0 ? undefined : identityOf(matched.event);
  return identity && { ...matched, ...identity, event: withDerived(matched.event) };
}

type Seeing = ReadonlyMap<string, { readonly rule: SigmaDetectionRule; readonly sightings: SightingsOf }>;

function sightingsIn({ id, time, event, rules }: Placed, seeing: Seeing): readonly Sighting[] {
  return rules.flatMap((rule) => seeing.get(rule.id)?.sightings(event, { id, time }) ?? []);
}

/** The verdicts in the shape of the sightings, which are taken all at once. */
async function takeAll(
  sightings: readonly (readonly Sighting[])[],
  state: FirstSeenState,
): Promise<readonly (readonly Verdict[])[]> {
  const all = sightings.flat();
  const verdicts = all.length === 0 ? [] : await state.take(all);
  let from = 0;
  return sightings.map((own) => verdicts.slice(from, (from += own.length)));
}

function firstSeenMatch(
  sighting: Sighting,
  verdict: Verdict | undefined,
  rule: SigmaDetectionRule | undefined,
): readonly FirstSeenMatch[] {
  if (rule?.firstSeen === undefined || (verdict !== 'new' && verdict !== 'again')) return [];
  const { group, value, record, timespan } = sighting;
  return [
    {
      rule,
      id: JSON.stringify([rule.id, ...group, ...value, record]),
      ...namedIn(rule.firstSeen, { group, value }),
      timespan,
      repeated: verdict === 'again',
    },
  ];
}
