import type { RichTextElement } from '@slack/types';
import type { Activity } from '../src/model/activity.ts';
import type { Case, CaseLine } from '../src/model/case.ts';
import { levelRank } from '../src/model/level.ts';
import type { LiveNames } from '../src/model/live-names.ts';
import type { ActionRequest } from '../src/model/request.ts';
import { caseActor, otherActors } from './case-actor.ts';
import { isKnown } from './case-story.ts';
import { liveState } from './case-remedied.ts';
import { targetsShown } from './case-targets.ts';
import { levelWord } from './level.ts';
import { clip, codes, count, enumerate, rich } from './text.ts';
import { agentWords } from './user-agent.ts';

/** Addresses that are shown of a case; of more only how many. */
export const ADDRESSES_SHOWN = 3;

/** What is known of a case besides itself. */
export interface CaseFacts {
  readonly case: Case;
  /** Name of the account from the policy, or its id. */
  readonly account: string;
  /** What was asked for from it, and what became of that. Absent: nothing. */
  readonly requests?: readonly ActionRequest[];
  /** What its actor did within the hour. Absent: not counted. */
  readonly activity?: Activity;
  /** What is known of the addresses of its records, in words. */
  readonly origins?: ReadonlyMap<string, string>;
  /** What its targets and keys are called in AWS, as far as that was read. */
  readonly names?: LiveNames;
  /** Who the policy says is behind the actor, by name: no mention, which would tell them. */
  readonly person?: string;
}

/** One line each: who, from where, on what, what is odd about it, and when. */
export function caseFacts({
  case: it,
  requests = [],
  origins,
  activity,
  names,
  person,
}: CaseFacts): RichTextElement[][] {
  const [newest] = it.records;
  const rows: RichTextElement[][] = [];
  const row = (label: string, ...rest: RichTextElement[]): void => void rows.push([rich.bold(`${label} `), ...rest]);
  row('Who', ...caseActor(it, names, person));
  if (it.actors !== undefined) row('And', ...otherActors(it));
  const from = [...new Set(it.records.map((record) => record.sourceIPAddress ?? 'unknown'))];
  if (it.byHand === undefined || from.length > 0)
    row(
      'From',
      ...places(from.length === 0 ? ['unknown'] : from, origins),
      ...(newest?.userAgent === undefined ? [] : [rich.text(' with '), rich.code(agentWords(newest.userAgent), 100)]),
    );
  const targets = [...it.targets.filter(({ noted }) => noted !== true), ...it.targets.filter(({ noted }) => noted)];
  if (targets.length > 0) row(targets.length === 1 ? 'Target' : 'Targets', ...targetsShown(targets, names));
  if (it.createdOmitted !== undefined)
    row('Not listed', rich.text(`${count(it.createdOmitted, 'more created resource')}, which no button here reaches`));
  const live = liveState(it, requests);
  if (live !== undefined) row('Live', ...live);
  // The sentence above names up to three.
  const regions = it.regions.filter(isKnown);
  if (regions.length > 3) row('Regions', ...codes(regions, 8, 30));
  const failed = it.records.filter((record) => record.errorCode !== undefined);
  if (failed.length > 0)
    row(
      'Refused by AWS',
      rich.text(`${failed.length} of these ${it.records.length < it.count ? 'last ' : ''}${it.records.length}: `),
      rich.code((failed[0]?.errorCode ?? '').replace(/^(?:Client|Server)\./u, ''), 80),
    );
  const [, ...others] = it.lines;
  if (others.length > 0) row('Also', rich.text(otherRules(others), 400));
  const around =
    activity === undefined
      ? []
      : [rich.text(' · '), rich.bold('Within the hour '), rich.text(`in all ${activityWords(activity)}`, 300)];
  row('When', ...when(it), ...around);
  return rows;
}

/** `High: A trail was stopped; Medium: A bucket was emptied; 2 informational`. */
function otherRules(lines: readonly CaseLine[]): string {
  const telling = lines.filter(({ rule }) => rule.level !== 'informational');
  const severe = telling.filter(({ rule }) => levelRank(rule.level) >= levelRank('high')).length;
  const named = telling.slice(0, Math.max(Math.min(severe, SEVERE), lines.length > ALSO ? 1 : ALSO));
  const rest = lines.length - named.length;
  const quiet = lines.every((line) => named.includes(line) || line.rule.level === 'informational');
  return [
    ...named.map(({ rule }) => `${levelWord(rule.level)}: ${clip(rule.title, 90)}`),
    ...(rest === 0 ? [] : [quiet ? count(rest, 'informational rule') : count(rest, 'other rule')]),
  ].join('; ');
}

/** `23 calls, 9 refused: RunInstances 12, DescribeInstances 6 and 3 other APIs`. */
function activityWords({ calls, refused, apis, others, partial }: Activity): string {
  const named = apis.slice(0, APIS).map((api) => `${clip(api.name, 40)} ${api.calls}`);
  const more = others + apis.length - named.length;
  const all = more === 0 ? named : [...named, count(more, 'other API')];
  return `${partial === true ? 'at least ' : ''}${count(calls, 'call')}${refused === 0 ? '' : `, ${refused} refused`}: ${enumerate(all)}`;
}

/** APIs of the last hour that are named. */
const APIS = 2;

/** So many rules besides the worst are all named; of more, the next worst. */
const ALSO = 2;

/** And so many that are high or above, however many others there are. */
const SEVERE = 3;

/** Each address with what is known of it: `203.0.113.7` (Netherlands), `10.0.0.9` and 2 more. */
function places(addresses: readonly string[], origins: CaseFacts['origins']): RichTextElement[] {
  const shown = addresses.slice(0, ADDRESSES_SHOWN);
  const rest = addresses.length - shown.length;
  return [
    ...shown.flatMap((address, index) => {
      const origin = origins?.get(address);
      return [
        ...(index === 0 ? [] : [rich.text(', ')]),
        rich.code(address, 50),
        ...(origin === undefined ? [] : [rich.text(` (${clip(origin, 80)})`)]),
      ];
    }),
    ...(rest > 0 ? [rich.text(` and ${rest} more`)] : []),
  ];
}

function when(it: Case): RichTextElement[] {
  if (it.byHand !== undefined && it.lines.length === 0) return [rich.date(it.openedAt)];
  const times = it.lines
    .flatMap((line) => [Date.parse(line.firstAt), Date.parse(line.lastAt)])
    .filter((ms) => Number.isFinite(ms));
  if (times.length === 0) return [rich.text('time not recorded')];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  // Shown to the minute: twice the same one says nothing.
  const sameMinute = Math.floor(first / 60_000) === Math.floor(last / 60_000);
  return sameMinute ? [rich.date(first)] : [rich.date(first), rich.text(' to '), rich.date(last)];
}
