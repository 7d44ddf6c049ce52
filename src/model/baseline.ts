import { networkOf } from './network.ts';
import { agentFamilyOf } from './user-agent.ts';

/** What is remembered of an actor, each as a set of values. */
export const TRAITS = ['network', 'region', 'agent', 'api'] as const;

export type Trait = (typeof TRAITS)[number];

/** One value of each trait, as far as a record has them. */
export type Traits = Readonly<Partial<Record<Trait, string>>>;

/** Values that are kept of each trait. An actor that has more is told nothing new about there. */
export const BASELINE_LIMITS: Readonly<Record<Trait, number>> = { network: 300, region: 40, agent: 40, api: 300 };

/** Days without a sighting after which a value is forgotten. */
export const BASELINE_DAYS = 90;

/** What an actor has done so far, as the store keeps it: plain JSON. */
export interface Baseline {
  readonly v: 1;
  /** Time of the first record, in Unix seconds. */
  readonly since: number;
  readonly traits: Readonly<Record<Trait, readonly SeenValue[]>>;
  /** Traits of which there were more values than are kept. */
  readonly full: readonly Trait[];
}

/** A value, the time of its first record in Unix seconds, and a day (since 1970) of one of its last. */
export type SeenValue = readonly [value: string, first: number, last: number];

/** `unknown`: too little is known of the actor, or too much was to be kept. */
export type Normality = 'known' | 'new' | 'unknown';

/** What is usual for an actor, of what a record shows. */
export interface Habits {
  /** Traits that the record does not have are absent. */
  readonly normality: Readonly<Partial<Record<Trait, Normality>>>;
  /** Time of the first record of the actor that was seen, Unix milliseconds. Absent: none was. */
  readonly since?: number;
}

const SERVICE_SUFFIX = '.amazonaws.com';
const LONGEST = 120;

/** An actor that is known for less than this has no habits yet. */
const LEARNING_SECONDS = 7 * 24 * 60 * 60;

/** What first came so shortly before, in the same burst, is as new. */
const BURST_SECONDS = 60 * 60;

/** What ids of AWS are made of; anything else has no place in a key. */
const ACTOR = /^[\x20-\x7e]{1,1024}$/u;

/** Where the baseline of a root actor of an account lies; undefined for an id that no actor of AWS has. */
export function baselineKey(
  account: string,
  actor: string,
): { readonly partition: string; readonly sort: string } | undefined {
  if (actor === 'unknown' || !ACTOR.test(actor) || !/^\d{12}$/u.test(account)) return undefined;
  return { partition: `baseline#${account}#${actor}`, sort: 'traits' };
}

/** What a call shows of its actor, by fields as CloudTrail writes them. */
export function traitsOf(call: {
  readonly eventSource: unknown;
  readonly eventName: unknown;
  readonly region: unknown;
  readonly sourceIPAddress: unknown;
  readonly userAgent: unknown;
}): Traits {
  const network = networkOf(call.sourceIPAddress);
  const agent = agentFamilyOf(call.userAgent);
  const region = textOf(call.region);
  const [source, name] = [textOf(call.eventSource), textOf(call.eventName)];
  return {
    ...(network === undefined ? {} : { network }),
    ...(region === undefined ? {} : { region }),
    ...(agent === undefined ? {} : { agent }),
    ...(source === undefined || name === undefined ? {} : { api: `${service(source)}:${name}` }),
  };
}

/** Whether the actor used each of these before a time (Unix milliseconds), by what is remembered now. */
export function normalityOf(
  baseline: Baseline | undefined,
  traits: Traits,
  at: number,
): Readonly<Partial<Record<Trait, Normality>>> {
  return Object.fromEntries(
    TRAITS.flatMap((trait) => {
      const value = traits[trait];
      return value === undefined ? [] : [[trait, normalityOfValue(baseline, trait, value, at / 1000)] as const];
    }),
  );
}

function normalityOfValue(baseline: Baseline | undefined, trait: Trait, value: string, at: number): Normality {
  if (baseline === undefined || at - baseline.since < LEARNING_SECONDS) return 'unknown';
  const seen = baseline.traits[trait].find(([known]) => known === value);
  if (seen === undefined) return baseline.full.includes(trait) ? 'unknown' : 'new';
  return seen[1] > at - BURST_SECONDS ? 'new' : 'known';
}

function service(source: string): string {
  return source.endsWith(SERVICE_SUFFIX) ? source.slice(0, -SERVICE_SUFFIX.length) : source;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST).toWellFormed() : undefined;
}
