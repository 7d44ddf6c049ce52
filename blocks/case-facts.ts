import type { RichTextElement } from '@slack/types';
import type { Activity } from '../src/model/activity.ts';
import type { Case, CaseTarget } from '../src/model/case.ts';
import { principalsOf } from '../src/model/principals.ts';
import { isKnown } from './case-story.ts';
import { levelWord } from './level.ts';
import { clip, codes, count, enumerate, rich } from './text.ts';

/** Addresses that are shown of a case; of more only how many. */
export const ADDRESSES_SHOWN = 3;

/** What is known of a case besides itself. */
export interface CaseFacts {
  readonly case: Case;
  /** Name of the account from the policy, or its id. */
  readonly account: string;
  /** What its actor did within the hour. Absent: not counted. */
  readonly activity?: Activity;
  /** What is known of the addresses of its records, in words. */
  readonly origins?: ReadonlyMap<string, string>;
}

export function caseFacts({ case: it, account, origins, activity }: CaseFacts): RichTextElement[][] {
  const [newest] = it.records;
  const rows: RichTextElement[][] = [];
  const row = (label: string, ...rest: RichTextElement[]): void => void rows.push([rich.bold(`${label} `), ...rest]);
  row(
    'Who',
    rich.code(it.actor.arn ?? it.actor.root.id),
    ...(it.actor.accessKeyId === undefined ? [] : [rich.text(' key '), rich.code(it.actor.accessKeyId, 40)]),
  );
  if (it.actor.session !== undefined) {
    // Identity Center sets the name of its sessions; anybody else's is free text of its caller.
    const claim = principalsOf(it.actor).includes(it.actor.session) ? [] : [rich.text('claims to be ')];
    row('Session', ...claim, rich.code(it.actor.session, 80));
  }
  if (it.actor.sourceIdentity !== undefined) row('Source identity', rich.code(it.actor.sourceIdentity, 80));
  if (it.actor.invokedBy !== undefined) row('Through', rich.code(it.actor.invokedBy, 80));
  const from = [...new Set(it.records.map((record) => record.sourceIPAddress ?? 'unknown'))];
  if (it.byHand === undefined || from.length > 0)
    row(
      'From',
      ...places(from.length === 0 ? ['unknown'] : from, origins),
      ...(newest?.userAgent === undefined ? [] : [rich.text(' with '), rich.code(newest.userAgent, 56)]),
    );
  if (it.targets.length > 0) {
    const types = new Set(it.targets.map((target) => target.type));
    const names = it.targets.map((target) => `${types.size > 1 ? `${typeWord(target.type)} ` : ''}${nameOf(target)}`);
    row('Targets', ...codes(names, 6));
  }
  if (it.createdOmitted !== undefined)
    row('Not listed', rich.text(`${count(it.createdOmitted, 'more created resource')}, which no button here reaches`));
  const telling = it.lines.filter(({ rule }) => rule.level !== 'informational');
  for (const { id, words } of telling.flatMap((line) => line.seen ?? []).slice(0, 4))
    row('Live', rich.code(id, 80), rich.text(` ${words}`, 240));
  row('Account', ...(account === it.account ? [] : [rich.text(`${account} `, 60)]), rich.code(it.account, 20));
  // The sentence above names up to three.
  const regions = it.regions.filter(isKnown);
  if (regions.length > 3) row('Regions', ...codes(regions, 8, 30));
  const failed = it.records.filter((record) => record.errorCode !== undefined);
  if (failed.length > 0)
    row(
      'Refused by AWS',
      rich.text(`${failed.length} of the last ${it.records.length}: `),
      rich.code(failed[0]?.errorCode ?? '', 80),
    );
  row('When', ...when(it));
  if (activity !== undefined) row('Within the hour', rich.text(activityWords(activity), 300));
  const [, ...others] = it.lines;
  for (const line of others.slice(0, ALSO))
    row(
      'Also',
      rich.text(`${levelWord(line.rule.level)}: ${clip(line.rule.title, 150)} – ${count(line.count, 'record')}`),
    );
  if (others.length > ALSO) row('Also', rich.text(count(others.length - ALSO, 'other rule')));
  return rows;
}

/** `23 calls, 9 refused: RunInstances 12, DescribeInstances 6 and 3 other APIs`. */
function activityWords({ calls, refused, apis, others, partial }: Activity): string {
  const named = apis.map((api) => `${clip(api.name, 40)} ${api.calls}`);
  const all = others === 0 ? named : [...named, count(others, 'other API')];
  return `${partial === true ? 'at least ' : ''}${count(calls, 'call')}${refused === 0 ? '' : `, ${refused} refused`}: ${enumerate(all)}`;
}

/** Rules besides the worst that are named. */
const ALSO = 4;

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

/** `User` of `AWS::IAM::User`. */
function typeWord(type: string): string {
  return clip(type.split('::').at(-1) ?? type, 40);
}

function nameOf(target: CaseTarget): string {
  if (target.name === undefined) return target.id;
  // What has a name in words and an id that only programs read.
  return target.id.length > 40 ? target.name : `${target.name} (${target.id})`;
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
