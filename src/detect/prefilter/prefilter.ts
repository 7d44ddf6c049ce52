import { allBits, clearBit, setBit } from '../../model/bits.ts';
import { MAX_INTERESTS, PROBED_FIELDS } from '../../model/prefilter.ts';
import type { Interest, Prefilter, ProbedField } from '../../model/prefilter.ts';
import { fitsCloudTrail } from '../detector.ts';
import { hasFirstSeen } from '../first-seen/sightings.ts';
import { pinnedValues } from '../pins.ts';
import { compileExpression } from '../sigma/compile.ts';
import { foldCase } from '../sigma/value-tests.ts';
import type { SigmaExpression, SigmaRule } from '../sigma/types.ts';
import { kindOf } from './kind.ts';
import { projectionOn } from './projection.ts';

/** Records that somebody wants: those for which the condition holds, or all. */
export interface Wanted extends Interest {
  readonly condition?: SigmaExpression;
}

/** The records that some of the rules could match, or, of a rule with `first_seen`, that could tell it something new. */
export function rulePrefilter(rules: readonly SigmaRule[], others: readonly Wanted[] = []): Prefilter {
  const kind = new Set<ProbedField>();
  const wanted = rules.filter(fitsCloudTrail).flatMap((rule): readonly Wanted[] => {
    if (!('condition' in rule)) return [];
    const ofKind = hasFirstSeen(rule) ? kindOf(rule) : undefined;
    for (const field of ofKind ?? []) kind.add(field);
    return [{ wants: ofKind === undefined ? 'record' : 'first-of-kind', condition: rule.condition }];
  });
  return createPrefilter([...wanted, ...others], [...kind]);
}

/** The records that fit any of what is wanted. */
function createPrefilter(wanted: readonly Wanted[], kind: readonly ProbedField[]): Prefilter {
  // Of so many nothing is told apart.
  const grouped = wanted.length > MAX_INTERESTS ? [{ wants: 'record' } satisfies Wanted] : wanted;
  const probes = PROBED_FIELDS.map((field) => [field, probeOf(field, grouped)] as const);
  const useful = new Map(probes.flatMap(([field, probe]) => (probe === undefined ? [] : [[field, probe]])));
  const everything = allBits(grouped.length);
  return {
    interests: grouped.map(({ wants }) => ({ wants })),
    fields: [...useful.keys()],
    kind,
    possible: (field, value) => useful.get(field)?.(value) ?? everything,
  };
}

type Probe = (value: unknown) => Uint32Array;

/** What several interests have to hold of a field, and the values that it must have one of. */
interface Check {
  readonly holds: (event: unknown) => boolean;
  readonly pins: ReadonlySet<string> | undefined;
  readonly interests: readonly number[];
}

/** Undefined where the field tells nothing. */
function probeOf(field: ProbedField, wanted: readonly Wanted[]): Probe | undefined {
  const checks = checksOf(field, wanted);
  if (checks.length === 0) return undefined;
  const always = allBits(wanted.length);
  for (const { interests } of checks) for (const interest of interests) clearBit(always, interest);
  return (value) => {
    const event = value === undefined ? {} : { [field]: value };
    const folded = typeof value === 'string' ? foldCase(value) : undefined;
    const bits = always.slice();
    for (const { holds, pins, interests } of checks) {
      // Most rules name the calls they are about: of those a value only concerns few.
      if (folded !== undefined && pins?.has(folded) === false) continue;
      if (holds(event)) for (const interest of interests) setBit(bits, interest);
    }
    return bits;
  };
}

/** Many rules ask the same of a field, which is then asked once. */
function checksOf(field: ProbedField, wanted: readonly Wanted[]): readonly Check[] {
  const projections = wanted.flatMap(({ condition }, interest) => {
    const projection = condition && projectionOn(field, condition);
    return projection === undefined ? [] : [{ projection, interest }];
  });
  return [...Map.groupBy(projections, ({ projection }) => JSON.stringify(projection)).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      {
        holds: compileExpression(first.projection),
        pins: pinnedValues(first.projection, field),
        interests: group.map(({ interest }) => interest),
      },
    ];
  });
}
