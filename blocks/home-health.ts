import type { Button, KnownBlock, RichTextElement } from '@slack/types';
import { frozenInWords } from '../src/model/freeze.ts';
import type { BlindSpot, HomeTab } from '../src/model/home.ts';
import { liftButton, muteLine } from './mutes-answer.ts';
import { groupLine } from './group-note.ts';
import { stalledLine } from './channel-note.ts';
import { bulletList, clip, codes, count, enumerate, footnote, LIMITS, plain, rich } from './text.ts';

/** A source that is silent for longer than this is worth a look, in milliseconds. */
const SILENT_MS = 60 * 60_000;
/** Sources and mutes that are shown. */
const SHOWN = { sources: 10, blind: 5, mutes: 8 } as const;

/** How Trailbolt stands: frozen or at work, whether records still come, what lies aside, and what is muted. */
export function homeHealth(tab: HomeTab): KnownBlock[] {
  const { mutes } = tab;
  return [
    { type: 'header', text: plain('Health', LIMITS.header) },
    { type: 'rich_text', elements: [bulletList(facts(tab))] },
    ...(tab.approves ? [{ type: 'actions' as const, block_id: 'guard', elements: [guardButton(tab)] }] : []),
    ...(mutes.length === 0
      ? []
      : [{ type: 'header' as const, text: plain(`${count(mutes.length, 'mute')} in force`, LIMITS.header) }]),
    ...mutes
      .slice(0, SHOWN.mutes)
      .flatMap((mute, index) => [
        muteLine(mute, tab.accountName(mute.account)),
        ...(tab.responds ? [liftButton(mute, index)] : []),
      ]),
    ...(mutes.length > SHOWN.mutes ? [footnote(`${mutes.length - SHOWN.mutes} more end later: /trail mutes.`)] : []),
  ];
}

function facts(tab: HomeTab): RichTextElement[][] {
  const { status, sources, blind, aside, at } = tab;
  const { frozen, policyProblem, quiet, stalled, groups } = status;
  const lying = aside.filter(({ number }) => number > 0);
  return [
    frozen === undefined
      ? [rich.bold(blind.length === 0 ? 'At work' : 'At work, but perhaps blind')]
      : [
          rich.bold(frozenInWords(frozen), 500),
          rich.text(' By '),
          rich.user(frozen.by),
          rich.text(' '),
          rich.date(frozen.at),
        ],
    ...(policyProblem === undefined
      ? []
      : [[rich.bold('The newest policy file is not in force: '), rich.text(policyProblem, 1000)]]),
    ...blind.slice(0, SHOWN.blind).map((spot) => blindLine(spot, tab.accountName(spot.account))),
    ...(blind.length > SHOWN.blind ? [[rich.text(`${blind.length - SHOWN.blind} more cases like this`)]] : []),
    ...stalled.slice(0, SHOWN.sources).map(stalledLine),
    ...groups.slice(0, SHOWN.sources).map(groupLine),
    ...(quiet ? [[rich.text('The hours are quiet.')]] : []),
    ...sources.slice(0, SHOWN.sources).map(({ name, seenAt }) => source(name, seenAt, at)),
    ...(sources.length > SHOWN.sources ? [[rich.text(`${sources.length - SHOWN.sources} more sources`)]] : []),
    [
      rich.bold('Set aside '),
      rich.text(
        lying.length === 0
          ? 'nothing'
          : `${enumerate(lying.map(({ what, number, where }) => `${count(number, what)}${where === undefined ? '' : ` in ${clip(where, 80)}`}`))}: an operator has to look at them`,
      ),
    ],
  ];
}

/** `❗ CloudTrail was stopped or deleted Jan 31 09:41 by mallory in prod: org-trail. Open the case` */
function blindLine({ title, at, by, trails, caseId, link }: BlindSpot, account: string): RichTextElement[] {
  return [
    rich.bold(`❗ ${title} `, 160),
    ...(Number.isFinite(at) ? [rich.date(at), rich.text(' ')] : []),
    rich.text(`by ${clip(by, 80)} in ${clip(account, 60)}${trails.length === 0 ? '' : ': '}`),
    ...codes(trails, 3, 60),
    rich.text('. Records may be missing since; case '),
    link === undefined ? rich.code(caseId, 20) : { type: 'link', url: link, text: clip(caseId, 20) },
  ];
}

function source(name: string, seenAt: number | undefined, at: number): RichTextElement[] {
  const label = rich.bold(`Source ${clip(name, 60)} `);
  if (seenAt === undefined) return [label, rich.text('has brought no record yet')];
  return [
    label,
    rich.text('brought its last record '),
    rich.date(seenAt),
    ...(at - seenAt > SILENT_MS ? [rich.bold(' – silent since')] : []),
  ];
}

function guardButton({ status }: HomeTab): Button {
  const frozen = status.frozen !== undefined;
  const words = frozen
    ? { title: 'Thaw Trailbolt?', text: 'Two approvers have to say it within 15 minutes; then what waited goes on.' }
    : { title: 'Freeze Trailbolt?', text: 'Nothing is approved or run until two approvers have thawed it.' };
  return {
    type: 'button',
    action_id: frozen ? 'guard.thaw' : 'guard.freeze',
    text: plain(frozen ? 'Thaw' : 'Freeze everything', LIMITS.buttonText),
    value: 'home',
    ...(frozen ? {} : { style: 'danger' }),
    confirm: {
      title: plain(words.title, 100),
      text: plain(words.text, 300),
      confirm: plain(frozen ? 'Thaw' : 'Freeze', 30),
      deny: plain('Back', 30),
    },
  };
}
