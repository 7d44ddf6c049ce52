import type { Actor } from '../model/actor.ts';
import type { RecordSummary } from '../model/alert.ts';
import {
  actorsOf,
  beganAt,
  recordsOf,
  type Case,
  type CaseLine,
  type CaseMark,
  type CasePart,
  type CaseTarget,
} from '../model/case.ts';
import { worse, type Level } from '../model/level.ts';
import { unique } from './case-bounds.ts';
import { linesGone, linesLeft } from './split-lines.ts';
import { splitTally } from './split-tally.ts';
import { tallyOf } from './tally.ts';

/** Why a part cannot be taken out of a case, in a sentence; undefined: it can. Pure. */
export function whyNotSplit(it: Case, part: CasePart): string | undefined {
  if (it.status === 'closed') return `Case ${it.id} is closed: reopen it first.`;
  if (part.kind === 'rules') {
    const known = it.lines.map(({ rule }) => rule.id);
    if (part.rules.length === 0) return 'Nothing was chosen.';
    if (part.rules.some((rule) => !known.includes(rule))) return 'The case has changed: open the window again.';
    return known.every((rule) => part.rules.includes(rule)) ? 'At least one rule has to stay.' : undefined;
  }
  const actors = actorsOf(it);
  if (!actors.some(({ root }) => root.id === part.actor)) return 'The case has changed: open the window again.';
  if (actors.length === 1) return 'The case has one actor only.';
  const tallies = splitTally(tallyOf(it), part, it.id);
  return linesGone(it, tallies, part).length === 0 || linesLeft(it, tallies, part).length === 0
    ? 'What this actor did cannot be told apart from the rest of the case.'
    : undefined;
}

/** The two sides of a split. */
export interface Halves {
  readonly stays: Case;
  readonly goes: Case;
}

/**
 * Takes a part out of a case. Requests stay; whoever is a suspect stays one on both sides; what cannot be told to belong to
 * one side stands on both. Pure.
 *
 * @param rulesOf The rules that fired on a record of the case; undefined where that is not known any more.
 */
export function splitCase(
  it: Case,
  part: CasePart,
  to: CaseMark & { readonly id: string },
  rulesOf: (eventID: string) => readonly string[] | undefined,
): Halves {
  const tallies = splitTally(tallyOf(it), part, it.id);
  const { absorbed = [], atLeast = false } = it;
  const common = { ...undivided(it), since: beganAt(it), updatedAt: to.at };
  const { asked: _asked, byHand: _byHand, absorbed: _absorbed, closed: _closed, ...alike } = common;
  const partial = atLeast || tallies.goes.partial === true;
  const inner = tallies.stays.cells.some(
    ({ elsewhere }) => elsewhere !== undefined && (elsewhere === it.id || absorbed.includes(elsewhere)),
  );
  const [going, staying] = peopleOf(it, part, partial ? undefined : tallies.goes.cells.map(({ actor }) => actor));
  return {
    stays: {
      ...common,
      ...people(it, staying),
      ...weight(it, linesLeft(it, tallies, part)),
      ...evidence(it, (record) => sideOf(it, part, record, rulesOf) !== 'goes'),
      count: it.count - tallies.taken,
      tally: tallies.stays,
      // What another rule of it has counted is gone now, and how many records the rest has in common nobody knows.
      ...(atLeast || inner ? { atLeast: true } : {}),
    },
    goes: {
      ...alike,
      ...people(it, going),
      ...weight(it, linesGone(it, tallies, part)),
      ...evidence(it, (record) => sideOf(it, part, record, rulesOf) !== 'stays'),
      id: to.id,
      splitFrom: { caseId: it.id, part, by: to.by, at: to.at },
      openedAt: to.at,
      count: tallies.taken,
      tally: tallies.goes,
      ...(partial ? { atLeast: true } : {}),
      requests: [],
    },
  };
}

/** What of a case each side does not have in its own way. Whoever splits it wants to see it. */
function undivided(it: Case): Omit<Case, 'actors' | 'apart' | 'criticalAt' | 'escalated' | 'createdOmitted'> {
  const {
    hidden: _hidden,
    atLeast: _atLeast,
    actors: _actors,
    apart: _apart,
    criticalAt: _criticalAt,
    escalated: _escalated,
    createdOmitted: _createdOmitted,
    ...common
  } = it;
  return common;
}

/** The actors of the new case and of the old one. @param seen Those whose records go; undefined: nobody knows. */
function peopleOf(
  it: Case,
  part: CasePart,
  seen: readonly string[] | undefined,
): readonly [readonly Actor[], readonly Actor[]] {
  const whole = actorsOf(it);
  if (part.kind === 'actor')
    return [whole.filter(({ root }) => root.id === part.actor), whole.filter(({ root }) => root.id !== part.actor)];
  const going = whole.filter(({ root }) => seen?.includes(root.id) !== false);
  return [going.length === 0 ? whole : going, whole];
}

/** The actors of a side, with the others of the whole remembered. */
function people(it: Case, [actor = it.actor, ...actors]: readonly Actor[]): Pick<Case, 'actor' | 'actors' | 'apart'> {
  const here = new Set([actor, ...actors].map(({ root }) => root.id));
  const apart = unique([...(it.apart ?? []), ...actorsOf(it).map(({ root }) => root.id)], (id) => id).filter(
    (id) => !here.has(id),
  );
  return { actor, ...(actors.length === 0 ? {} : { actors }), ...(apart.length === 0 ? {} : { apart }) };
}

/** The lines of a side, and how bad it is by them. Whom the whole has called is not called again. */
function weight(
  { criticalAt, escalated }: Case,
  lines: readonly CaseLine[],
): Pick<Case, 'lines' | 'level' | 'criticalAt' | 'escalated'> {
  const level = lines.map(({ rule }) => rule.level).reduce<Level>(worse, 'informational');
  return {
    lines,
    level,
    ...(level === 'critical' && criticalAt !== undefined ? { criticalAt } : {}),
    ...(level === 'critical' && escalated !== undefined ? { escalated } : {}),
  };
}

/** The records of a side, and what they touched where the case still holds every record; where not, all that it touched. */
function evidence(
  it: Case,
  isHere: (record: RecordSummary) => boolean,
): Pick<Case, 'records' | 'targets' | 'regions' | 'createdOmitted'> {
  const records = it.records.filter(isHere);
  const isWhole =
    it.createdOmitted === undefined &&
    it.records.length >= recordsOf(it).number &&
    it.records.every((record) => record.targetsOmitted === undefined);
  if (!isWhole)
    return {
      records,
      targets: it.targets,
      regions: it.regions,
      ...(it.createdOmitted === undefined ? {} : { createdOmitted: it.createdOmitted }),
    };
  const targets = it.targets.filter((target) => touches(records, target) || !touches(it.records, target));
  const regions = new Set([...records, ...targets].map(({ region }) => region));
  return { records, targets, regions: it.regions.filter((region) => regions.has(region)) };
}

function touches(all: readonly RecordSummary[], target: CaseTarget): boolean {
  return all.some(
    (record) =>
      record.region === target.region &&
      record.targets.some(({ type, id }) => type === target.type && id === target.id),
  );
}

function sideOf(
  it: Case,
  part: CasePart,
  record: RecordSummary,
  rulesOf: (eventID: string) => readonly string[] | undefined,
): 'stays' | 'goes' | 'both' {
  if (part.kind === 'actor') return record.actor.root.id === part.actor ? 'goes' : 'stays';
  const here = new Set(it.lines.map(({ rule }) => rule.id));
  const rules = (rulesOf(record.eventID) ?? []).filter((rule) => here.has(rule));
  const away = rules.filter((rule) => part.rules.includes(rule));
  if (rules.length === 0) return 'both';
  return away.length === 0 ? 'stays' : away.length === rules.length ? 'goes' : 'both';
}
