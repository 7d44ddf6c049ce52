import { derivedFields } from './derived-fields.ts';
import { dayOf } from './first-seen/judge.ts';
import type { SeenValue, Sighting, Verdict } from './first-seen/judge.ts';
import { hasFirstSeen, namedIn, seenBy } from './first-seen/sightings.ts';
import type { FirstSeenRule } from './first-seen/sightings.ts';
import type { FirstSeenState } from './first-seen/state.ts';
import { identityOf } from './identity.ts';
import { whenThere } from './sigma/awaitable.ts';
import type { Awaitable } from './sigma/awaitable.ts';
import { createCorrelator } from './sigma/correlation/engine.ts';
import type { CorrelationInput, CorrelationMatch, Feed } from './sigma/correlation/engine.ts';
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
  /**
   * Works out what an event brings, whatever its id and time; undefined where nothing can come of that. `sharing` is what the
   * event has in common with others, and enough for its derived fields.
   */
  prepare(event: unknown, rules: readonly SigmaDetectionRule[], sharing?: object): Prepared | undefined;
  /** What came of one event. */
  settleOne(event: Placed): Awaitable<readonly Settled[]>;
  /** For each event what came of it, in order. Events may come in any order and again. */
  settle(events: readonly Placed[]): Awaitable<readonly (readonly Settled[])[]>;
}

/** What an event brings to what is remembered. */
export interface Prepared {
  readonly seen: readonly { readonly rule: FirstSeenRule; readonly value: SeenValue }[];
  readonly feeds: readonly Feed[];
  /** What feeds correlations only if the event brings something new by its rule, which has `first_seen`. */
  readonly feedsIfNew: readonly { readonly rule: string; readonly feed: Feed }[];
}

/** An event with its place in time (Unix milliseconds). */
export interface Placed {
  readonly prepared: Prepared;
  readonly id: string;
  readonly time: number;
  readonly reference?: string;
}

/** Gives an event its place; one without a valid `eventTime` has none, and nothing comes of it. */
export function placed(
  { event, reference }: Omit<Matched, 'rules'>,
  prepared: Prepared | undefined,
): Placed | undefined {
  const identity = prepared && identityOf(event);
  return prepared && identity && { prepared, ...identity, ...(reference === undefined ? {} : { reference }) };
}

/** Runs what needs a memory: rules with `first_seen`, and correlations over what rules match, those with `first_seen` included. */
export function createSettler(rules: readonly SigmaRule[], states: States): Settler {
  const correlator = createCorrelator(rules, states.correlation);
  const seeing = new Map(rules.filter(hasFirstSeen).map((rule) => [rule.id, { rule, seenIn: seenBy(rule) }]));

  return {
    needs: ({ id }) => seeing.has(id) || correlator.needs.has(id),
    prepare(event, matched, sharing) {
      const derived = derivedFields(event, sharing);
      const seen = matched.flatMap(({ id }) => {
        const own = seeing.get(id);
        return own === undefined ? [] : own.seenIn(event, derived).map((value) => ({ rule: own.rule, value }));
      });
      const [feeds, feedsIfNew]: [Feed[], { rule: string; feed: Feed }[]] = [[], []];
      for (const { id: rule } of matched) {
        for (const feed of correlator.feedsOf(rule, event, derived)) {
          if (seeing.has(rule)) feedsIfNew.push({ rule, feed });
          else feeds.push(feed);
        }
      }
      return seen.length + feeds.length + feedsIfNew.length === 0 ? undefined : { seen, feeds, feedsIfNew };
    },
    settleOne(event) {
      const news = newsOf([event], states.firstSeen);
      return whenThere(news, ([own = NO_NEWS]) =>
        whenThere(correlator.correlateOne(inputOf(event, own)), (matches) => settledOf(own, matches)),
      );
    },
    settle(events) {
      return whenThere(newsOf(events, states.firstSeen), (news) => {
        const inputs = events.map((event, index) => inputOf(event, news[index] ?? NO_NEWS));
        return whenThere(correlator.correlate(inputs), (matches) =>
          events.map((_, index) => settledOf(news[index] ?? NO_NEWS, matches[index] ?? [])),
        );
      });
    },
  };
}

const NO_NEWS: readonly FirstSeenMatch[] = [];
const NOTHING: readonly Settled[] = [];

/** For each event what is new by it; all sightings are taken at once. */
function newsOf(events: readonly Placed[], state: FirstSeenState): Awaitable<readonly (readonly FirstSeenMatch[])[]> {
  if (events.every(({ prepared }) => prepared.seen.length === 0)) return [];
  const sightings = events.flatMap(({ prepared, id, time }, index) =>
    prepared.seen.map(({ rule, value }) => ({ index, rule, sighting: { ...value, record: id, day: dayOf(time) } })),
  );
  return whenThere(state.take(sightings.map(({ sighting }) => sighting)), (verdicts) => {
    const news: FirstSeenMatch[][] = events.map(() => []);
    for (const [at, { index, rule, sighting }] of sightings.entries()) {
      const match = firstSeenMatch(sighting, verdicts[at], rule);
      if (match !== undefined) news[index]?.push(match);
    }
    return news;
  });
}

function inputOf({ prepared, id, time, reference }: Placed, news: readonly FirstSeenMatch[]): CorrelationInput {
  const { feeds, feedsIfNew } = prepared;
  const fed =
    news.length === 0
      ? feeds
      : [
          ...feeds,
          ...feedsIfNew.flatMap(({ rule, feed }) => (news.some((match) => match.rule.id === rule) ? [feed] : [])),
        ];
  return reference === undefined ? { id, time, feeds: fed } : { id, time, reference, feeds: fed };
}

function settledOf(news: readonly FirstSeenMatch[], matches: readonly CorrelationMatch[]): readonly Settled[] {
  if (news.length === 0 && matches.length === 0) return NOTHING;
  return [
    ...news.map((match) => ({ kind: 'first-seen', match }) as const),
    ...matches.map((match) => ({ kind: 'correlation', match }) as const),
  ];
}

function firstSeenMatch(
  { group, value, record, timespan }: Sighting,
  verdict: Verdict | undefined,
  rule: FirstSeenRule,
): FirstSeenMatch | undefined {
  if (verdict !== 'new' && verdict !== 'again') return undefined;
  return {
    rule,
    id: JSON.stringify([rule.id, ...group, ...value, record]),
    ...namedIn(rule.firstSeen, { group, value }),
    timespan,
    repeated: verdict === 'again',
  };
}
