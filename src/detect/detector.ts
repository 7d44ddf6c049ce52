import type { AlertRule } from '../model/alert.ts';
import { isObject } from '../model/json.ts';
import type { Match } from '../model/match.ts';
import type { CloudTrailRecord, SourcedRecord } from '../model/record.ts';
import { pinnedValues } from './pins.ts';
import { compile } from './sigma/compile.ts';
import { ruleName } from './rule-names.ts';
import { foldCase } from './sigma/value-tests.ts';
import type { SigmaDetectionRule, SigmaMatcher, SigmaRule } from './sigma/types.ts';

export interface Detector {
  /** Every rule that fires on the record, in the order of the rules. */
  detect(sourced: SourcedRecord): Match[];
}

export interface Candidate {
  readonly rule: SigmaDetectionRule;
  readonly matcher: SigmaMatcher;
  /** The rule as alerts show it. */
  readonly alertRule: () => AlertRule;
}

/**
 * The rules that match a record. Where a prefilter made from the same rules has told which of its interests are possible, only
 * those are tried.
 */
export type Matching = (record: CloudTrailRecord, possible?: Uint32Array) => readonly Candidate[];

/** Runs rules over records, each record for itself: what needs to know other records (correlations, `first_seen`) is left out. */
export function createDetector(rules: readonly SigmaRule[]): Detector {
  const matching = createMatching(rules.filter((rule) => rule.silent !== true && !('firstSeen' in rule)));
  return {
    detect: (sourced) => matching(sourced.record).map(({ alertRule }) => ({ rule: alertRule(), sourced })),
  };
}

/**
 * Finds the rules that match a record. Rules for other log sources are left out. Most rules name the calls they are about,
 * so a record is shown only to the rules that could fire on its `eventName` and `eventSource`; the result is that of trying
 * them all.
 */
export function createMatching(rules: readonly SigmaRule[]): Matching {
  const candidates = rules.filter(isDetection).filter(fitsCloudTrail).map(candidateOf);
  let pinned: Pinned | undefined;

  return (record, left) => {
    // Of more rules than a prefilter tells apart it says nothing.
    if (left !== undefined && left.length * 32 >= candidates.length) {
      const found: Candidate[] = [];
      for (let word = 0; word < left.length; word += 1) {
        // Nearly all bits are clear.
        for (let bits = left[word] ?? 0; bits !== 0; bits &= bits - 1) {
          const candidate = candidates[word * 32 + (31 - Math.clz32(bits & -bits))];
          if (candidate?.matcher.matches(record) === true) found.push(candidate);
        }
      }
      return found;
    }
    pinned ??= pinnedOf(candidates);
    return pinned.possible(record).filter(({ matcher }) => matcher.matches(record));
  };
}

/** The candidates by the calls that they are about. */
interface Pinned {
  /** Those that could match a record, as far as its call tells. */
  possible(record: CloudTrailRecord): readonly Candidate[];
}

/** Worked out when a record comes of which no prefilter has told. */
function pinnedOf(candidates: readonly Candidate[]): Pinned {
  const all = candidates.map((candidate) => ({
    candidate,
    names: pinnedValues(candidate.rule.condition, 'eventName'),
    sources: pinnedValues(candidate.rule.condition, 'eventSource'),
  }));
  const known = new Set(all.flatMap(({ names }) => [...(names ?? [])]));
  const unnamed = all.filter(({ names }) => names === undefined);
  const byName = new Map<string, typeof all>();
  const called = (name: string): typeof all => {
    if (!known.has(name)) return unnamed;
    const found = byName.get(name) ?? all.filter(({ names }) => names === undefined || names.has(name));
    byName.set(name, found);
    return found;
  };
  return {
    possible(record) {
      const name = pinOf(record['eventName']);
      const source = pinOf(record['eventSource']);
      return (name === undefined ? all : called(name)).flatMap(({ candidate, sources }) =>
        source === undefined || sources === undefined || sources.has(source) ? [candidate] : [],
      );
    },
  };
}

function isDetection(rule: SigmaRule): rule is SigmaDetectionRule {
  return 'condition' in rule;
}

/** Only a text can be told apart by its value alone: a list stands for its elements, an object for its JSON. */
function pinOf(value: unknown): string | undefined {
  return typeof value === 'string' ? foldCase(value) : undefined;
}

/** Most rules never see a record that they could match, so a rule is made ready when it does. */
function candidateOf(rule: SigmaDetectionRule): Candidate {
  let matcher: SigmaMatcher | undefined;
  let alertRule: AlertRule | undefined;
  return {
    rule,
    alertRule: () => (alertRule ??= alertRuleOf(rule)),
    matcher: {
      rule,
      matches(event) {
        matcher ??= compile(rule);
        return matcher.matches(event);
      },
    },
  };
}

/**
 * Whether a rule is about CloudTrail records; one that does not say is, and so is a correlation of such. A category tells
 * records of a kind apart where no service does; CloudTrail has none, so beside it a category says nothing more.
 */
export function fitsCloudTrail(rule: SigmaRule): boolean {
  if (!isDetection(rule)) return true;
  const { category, product = 'aws', service } = rule.logsource;
  if (product.toLowerCase() !== 'aws') return false;
  return service === undefined ? category === undefined : service.toLowerCase() === 'cloudtrail';
}

export function alertRuleOf(rule: SigmaRule): AlertRule {
  const whatToDo = whatToDoOf(rule);
  return {
    id: rule.id,
    name: ruleName(rule),
    title: rule.title,
    level: rule.level,
    ...(rule.description === undefined ? {} : { description: rule.description }),
    ...(whatToDo === undefined ? {} : { whatToDo }),
    falsePositives: rule.falsePositives,
    attack: rule.tags.flatMap((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/u.exec(tag)?.[1]?.toUpperCase() ?? []),
  };
}

function whatToDoOf(rule: SigmaRule): string | undefined {
  const { trailbolt } = rule.custom;
  const text = isObject(trailbolt) ? trailbolt['what-to-do'] : undefined;
  return typeof text === 'string' && text !== '' ? text : undefined;
}
