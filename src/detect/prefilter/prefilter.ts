import { allBits, clearBit, setBit } from '../../model/bits.ts';
import { MAX_INTERESTS, PROBED_FIELDS } from '../../model/prefilter.ts';
import type { Interest, Prefilter, ProbedField } from '../../model/prefilter.ts';
import { fitsCloudTrail } from '../detector.ts';
import { hasFirstSeen } from '../first-seen/sightings.ts';
import { pinnedValues } from '../pins.ts';
import { compileExpression } from '../sigma/compile.ts';
import { planCorrelations } from '../sigma/correlation/plan.ts';
import { foldCase } from '../sigma/value-tests.ts';
import type { SigmaExpression, SigmaRule } from '../sigma/types.ts';
import { settlingFields } from './settling-fields.ts';
import { projectionOn, topFieldsOf } from './projection.ts';

/** Records that somebody wants: those for which the condition holds, or all. */
export interface Wanted extends Interest {
  readonly condition?: SigmaExpression;
}

export interface PrefilterOptions {
  /** What else is wanted. */
  readonly others?: readonly Wanted[];
  /** Whoever is told of matches needs no more of a record than its key fields. */
  readonly keyFieldsSuffice?: boolean;
  /** Some of the records will not be shown to the rules, so that the first of a kind may not be the first that they see. */
  readonly mayLeaveOut?: boolean;
}

/** The records that some of the rules could match, or, of a rule with `first_seen`, that could tell it something new. */
export function rulePrefilter(
  rules: readonly SigmaRule[],
  { others = [], keyFieldsSuffice = false, mayLeaveOut = false }: PrefilterOptions = {},
): Prefilter {
  const plan = planCorrelations(rules);
  const kind = new Set<ProbedField>();
  const read = new Set<ProbedField>();
  const wanted = rules.filter(fitsCloudTrail).flatMap((rule): readonly Wanted[] => {
    if (!('condition' in rule)) return [];
    // Of two records of one day that are the same in these fields, the later tells `first_seen` nothing new.
    const ofKind = hasFirstSeen(rule) && !mayLeaveOut ? settlingFields(rule, []) : undefined;
    const firstOfKind = ofKind?.own.length === 0;
    if (firstOfKind) for (const field of ofKind.shared) kind.add(field);
    const settling = keyFieldsSuffice ? settlingFields(rule, plan.fieldNamesOf(rule.id)) : undefined;
    if (settling === undefined) return [{ wants: 'record', firstOfKind, condition: rule.condition }];
    for (const field of settling.shared) read.add(field);
    return [{ wants: 'key-fields', firstOfKind, own: settling.own, condition: rule.condition }];
  });
  return createPrefilter([...wanted, ...others], { kind: [...kind], read: [...read] });
}

/** The records that fit any of what is wanted. */
function createPrefilter(wanted: readonly Wanted[], fields: Pick<Prefilter, 'kind' | 'read'>): Prefilter {
  // Of so many nothing is told apart.
  const grouped = wanted.length > MAX_INTERESTS ? [{ wants: 'record' } satisfies Wanted] : wanted;
  const looking = lookingAt(grouped);
  const probes = PROBED_FIELDS.map(
    (field) => [field, probeOf(field, looking.get(field) ?? [], grouped.length)] as const,
  );
  const useful = new Map(probes.flatMap(([field, probe]) => (probe === undefined ? [] : [[field, probe]])));
  const everything = allBits(grouped.length);
  return {
    interests: grouped.map(({ wants, firstOfKind = false, own = [] }) => ({ wants, firstOfKind, own })),
    fields: [...useful.keys()],
    ...fields,
    possible: (field, value) => useful.get(field)?.(value) ?? everything,
  };
}

/** A condition, and the place of the interest whose it is. */
interface Looking {
  readonly condition: SigmaExpression;
  readonly interest: number;
}

/** By top-level field: the conditions that look at it. */
function lookingAt(wanted: readonly Wanted[]): ReadonlyMap<string, readonly Looking[]> {
  const looking = new Map<string, Looking[]>();
  for (const [interest, { condition }] of wanted.entries()) {
    if (condition === undefined) continue;
    for (const field of topFieldsOf(condition)) {
      const known = looking.get(field);
      if (known === undefined) looking.set(field, [{ condition, interest }]);
      else known.push({ condition, interest });
    }
  }
  return looking;
}

type Probe = (value: unknown) => Uint32Array;

/** What several interests have to hold of a field, and the values that it must have one of. */
interface Check {
  /** Places of the parts that have to hold, all of them. */
  readonly parts: readonly number[];
  readonly pins: ReadonlySet<string> | undefined;
  readonly interests: readonly number[];
}

/** Undefined where the field tells nothing of any of so many interests. */
function probeOf(field: ProbedField, looking: readonly Looking[], interests: number): Probe | undefined {
  const parts = createParts();
  const checks = checksOf(field, looking, parts);
  if (checks.length === 0) return undefined;
  const always = allBits(interests);
  for (const { interests: own } of checks) for (const interest of own) clearBit(always, interest);
  return (value) => {
    const holds = parts.of(value === undefined ? {} : { [field]: value });
    const folded = typeof value === 'string' ? foldCase(value) : undefined;
    const bits = always.slice();
    for (const { parts: all, pins, interests: own } of checks) {
      // Most rules name the calls they are about: of those a value only concerns few.
      if (folded !== undefined && pins?.has(folded) === false) continue;
      if (all.every(holds)) for (const interest of own) setBit(bits, interest);
    }
    return bits;
  };
}

/** Many rules ask the same of a field, which is then asked once. */
function checksOf(field: ProbedField, looking: readonly Looking[], parts: Parts): readonly Check[] {
  const checks = new Map<string, Check & { readonly interests: number[] }>();
  for (const { condition, interest } of looking) {
    const projection = projectionOn(field, condition);
    if (projection === undefined) continue;
    const places = (projection.op === 'and' ? projection.of : [projection]).map((part) => parts.placeOf(part));
    const known = checks.get(places.join());
    if (known !== undefined) known.interests.push(interest);
    else checks.set(places.join(), { parts: places, pins: pinnedValues(projection, field), interests: [interest] });
  }
  return [...checks.values()];
}

/** Parts of conditions, each of which is compiled once, and tried once of a value. */
interface Parts {
  placeOf(part: SigmaExpression): number;
  /** Tells of each part whether it holds for the event. */
  of(event: unknown): (place: number) => boolean;
}

/** Alternatives of a part that is looked for among others. */
const MOST_SHARED = 4;

function createParts(): Parts {
  const places = new Map<string, number>();
  const parts: (() => (event: unknown) => boolean)[] = [];
  return {
    placeOf(part) {
      // What lists many values is hardly the same in two rules.
      const text =
        part.op === 'test' || part.op === 'not' || part.of.length <= MOST_SHARED ? JSON.stringify(part) : undefined;
      const known = text === undefined ? undefined : places.get(text);
      if (known !== undefined) return known;
      const place = parts.push(once(() => compileExpression(part))) - 1;
      if (text !== undefined) places.set(text, place);
      return place;
    },
    of(event) {
      const held = new Map<number, boolean>();
      return (place) => {
        const known = held.get(place) ?? parts[place]?.()(event) ?? false;
        held.set(place, known);
        return known;
      };
    },
  };
}

function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}
