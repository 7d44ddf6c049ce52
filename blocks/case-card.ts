import type { ActionsBlock, Button, KnownBlock, RichTextElement } from '@slack/types';
import type { Activity } from '../src/model/activity.ts';
import type { RecordSummary } from '../src/model/alert.ts';
import { TRAITS, traitsOf, type Normality, type Trait } from '../src/model/baseline.ts';
import type { Case, CaseTarget } from '../src/model/case.ts';
import { principalsOf, standsForPerson } from '../src/model/principals.ts';
import type { Offer } from '../src/model/offer.ts';
import type { ActionRequest } from '../src/model/request.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { caseMenu } from './case-menu.ts';
import { caseStatus, caseTitle, statusWord } from './case-status.ts';
import { LEVEL_MARKS, levelWord } from './level.ts';
import { requestLine } from './request-line.ts';
import {
  bulletList,
  clip,
  codes,
  count,
  enumerate,
  footnote,
  LIMITS,
  paragraph,
  plain,
  rich,
  sentence,
} from './text.ts';

/** Addresses that are shown of a case; of more only how many. */
export const ADDRESSES_SHOWN = 3;

/** What a case's card shows. */
export interface CaseCard {
  readonly case: Case;
  /** Name of the account from the policy, or its id. */
  readonly account: string;
  readonly requests: readonly ActionRequest[];
  readonly offers: readonly Offer[];
  /** Whether the person behind the actor can be asked whether it was them. */
  readonly askable?: boolean;
  /** Whether the actor used the newest record's network, Region, program and API before. Absent: not known. */
  readonly normality?: Readonly<Partial<Record<Trait, Normality>>>;
  /** What its actor did within the hour. Absent: not counted. */
  readonly activity?: Activity;
  /** What is known of the addresses of its records, in words. */
  readonly origins?: ReadonlyMap<string, string>;
}

/**
 * The parent message of a case: what happened in one sentence, then who, from where, what and when, and why it matters.
 * Its remedy comes last: a channel opens at its end, so there it is under the thumb.
 */
export function caseCard(card: CaseCard): ChatMessage {
  const { case: it } = card;
  const title = caseTitle(it);
  const newest = it.records[0];
  const mark = it.status === 'closed' ? '✅ Closed –' : LEVEL_MARKS[it.level];
  return {
    text: sentence(
      `${it.status === 'closed' ? 'Closed – ' : ''}${levelWord(it.level)}: ${title}. ${story(card)}${it.status === 'open' ? '' : ` ${statusWord(it)}.`}`,
    ),
    blocks: [
      { type: 'header', text: plain(`${mark} ${levelWord(it.level)}: ${title}`, LIMITS.header) },
      paragraph(rich.text(story(card), 600)),
      ...caseStatus(it),
      { type: 'rich_text', elements: [bulletList(facts(card, newest))] },
      ...why(it),
      // In sight together with the remedy, for whoever has to decide.
      ...habits(card, newest),
      ...requestsBlock(card.requests),
      ...buttons(card),
      footnote(foot(it)),
    ],
  };
}

/** One sentence: who did what, how often, where, and whether AWS let it happen. */
function story({ case: it, account }: CaseCard): string {
  if (it.byHand !== undefined && it.count === 0)
    return `${clip(it.actor.root.name, 80)} asks for a remedy in ${clip(account, 60)} that no alert suggested.`;
  const names = [...new Set(it.records.map((record) => record.eventName))].filter(isKnown);
  const shown = names.slice(0, 3).map((name) => clip(name, 60));
  const what = names.length > 3 ? `${shown.join(', ')} and ${names.length - 3} more` : enumerate(shown);
  const times = it.count <= 1 ? 'once' : `${it.count.toLocaleString('en-US')} times`;
  const known = it.regions.filter(isKnown);
  const regions = known.length > 3 ? `${known.length} Regions` : enumerate(known.map((region) => clip(region, 30)));
  const where = [
    isKnown(account) ? clip(account, 60) : 'an unknown account',
    ...(regions === '' ? [] : [regions]),
  ].join(', ');
  // Only where every record of the case is at hand: of more, some may have gone through.
  const refused = it.records.length >= it.count && it.records.every((record) => record.errorCode !== undefined);
  return refused && it.records.length > 0
    ? `${who(it)} tried to call ${what || 'an API'} ${times} in ${where}; AWS refused ${it.count <= 1 ? 'it' : 'every call'}.`
    : `${who(it)} called ${what || 'an API'} ${times} in ${where}.`;
}

/** The root actor; where exactly one person stands behind a role, that person as the role. */
function who({ actor, principals }: Case): string {
  const [person, ...others] = principals;
  const name = isKnown(actor.root.name) ? clip(actor.root.name, 80) : 'Somebody unknown';
  const known = person !== undefined && others.length === 0 && person !== actor.root.id && standsForPerson(person);
  const details = [
    ...(isKnown(actor.type) ? [ACTOR_KINDS[actor.type] ?? clip(actor.type, 30)] : []),
    ...(actor.mfa === undefined ? [] : [actor.mfa ? 'with MFA' : 'no MFA']),
  ];
  return `${known ? `${clip(person, 80)} as ` : ''}${name}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}

/** Records that say nothing are summarised as `unknown`. */
function isKnown(word: string): boolean {
  return word.toLowerCase() !== 'unknown' && word.trim() !== '';
}

/** What of a record may be new for its actor. */
const TRAIT_WORDS: Readonly<Record<Trait, string>> = {
  network: 'network',
  region: 'Region',
  agent: 'program',
  api: 'API',
};

const ACTOR_KINDS: Readonly<Record<string, string>> = {
  Root: 'root user',
  IAMUser: 'IAM user',
  AssumedRole: 'role',
  FederatedUser: 'federated user',
  AWSService: 'AWS service',
  AWSAccount: 'another account',
  SAMLUser: 'SAML user',
  WebIdentityUser: 'web identity',
  IdentityCenterUser: 'Identity Center user',
};

/** Whether it is normal: what is new for the actor, with its value, or that nothing is. */
function habits({ normality = {} }: CaseCard, newest: RecordSummary | undefined): KnownBlock[] {
  const unusual = TRAITS.filter((trait) => normality[trait] === 'new');
  const usual = TRAITS.filter((trait) => normality[trait] === 'known');
  if (newest === undefined || unusual.length + usual.length === 0) return [];
  if (unusual.length === 0)
    return [
      paragraph(rich.bold('Usual for this actor '), rich.text(enumerate(usual.map((trait) => TRAIT_WORDS[trait])))),
    ];
  const { eventSource, eventName, region, sourceIPAddress, userAgent } = newest;
  const values = traitsOf({ eventSource, eventName, region, sourceIPAddress, userAgent });
  const parts = unusual.flatMap((trait, index): RichTextElement[] => [
    rich.text(`${index === 0 ? '' : index === unusual.length - 1 ? ' and ' : ', '}${TRAIT_WORDS[trait]} `),
    ...(values[trait] === undefined ? [] : [rich.code(values[trait], 60)]),
  ]);
  return [paragraph(rich.bold('New for this actor '), ...parts)];
}

function facts(
  { case: it, account, origins, activity }: CaseCard,
  newest: RecordSummary | undefined,
): RichTextElement[][] {
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
function places(addresses: readonly string[], origins: CaseCard['origins']): RichTextElement[] {
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

function why(it: Case): KnownBlock[] {
  const rule = it.lines[0]?.rule;
  return [...told('Why it matters', rule?.description), ...told('What to do', rule?.whatToDo)];
}

function told(label: string, words: string | undefined): KnownBlock[] {
  return words === undefined || words.trim() === '' ? [] : [paragraph(rich.bold(`${label} `), rich.text(words, 500))];
}

function requestsBlock(requests: readonly ActionRequest[]): KnownBlock[] {
  if (requests.length === 0) return [];
  return [{ type: 'rich_text', elements: [bulletList(requests.slice(-5).map(requestLine))] }];
}

/** Remedies first; what else can be done with the case is in the menu, except for the two that are wanted most. */
function buttons({ case: it, offers, askable }: CaseCard): ActionsBlock[] {
  const looks = [
    button('case.trail', 'Show trail', it.id),
    ...(it.records.length === 0 ? [] : [button('open.record', 'Show record…', it.id)]),
  ];
  if (it.status === 'closed')
    return [{ type: 'actions', block_id: 'case', elements: [button('case.reopen', 'Reopen case', it.id), ...looks] }];
  const wanted = oneOfEachKindFirst(offers);
  const remedies = wanted.slice(0, REMEDIES).map((offer, index): Button => ({
    ...button(`open.plan.${index}`, `${offer.title}…`, `${it.id}.${offer.id}`),
    ...(offer.risk === 'destructive' ? { style: 'danger' as const } : {}),
  }));
  const acknowledge = it.status === 'open' ? [button('case.acknowledge', 'Acknowledge', it.id)] : [];
  const ask = askable === true ? [askButton(it)] : [];
  const menu = caseMenu(it, wanted.slice(REMEDIES));
  return [{ type: 'actions', block_id: 'case', elements: [...remedies, ...acknowledge, ...ask, ...looks, menu] }];
}

/** A slip of the hand must not send somebody a message. */
function askButton(it: Case): Button {
  return {
    ...button('case.ask', 'Ask the actor', it.id),
    confirm: {
      title: plain('Ask the actor?', 100),
      text: plain(`A direct message goes to the person behind ${clip(it.actor.root.name, 80)}.`, 300),
      confirm: plain('Ask', 30),
      deny: plain('Cancel', 30),
    },
  };
}

/** Remedies with a button of their own: more would push each other out of a phone's sight. */
const REMEDIES = 3;

/**
 * What ends an attack is rarely five ways to treat one instance: the instance, the key and the user come first. Before the
 * actor's own comes what was done: a trail that was stopped is started again.
 */
function oneOfEachKindFirst(offers: readonly Offer[]): readonly Offer[] {
  const sorted = [...offers.filter((offer) => !isOwn(offer)), ...offers.filter(isOwn)];
  const kinds = new Set<string | undefined>();
  const firsts = sorted.filter((offer) => {
    const kind = offer.targets[0]?.type;
    if (kinds.has(kind)) return false;
    kinds.add(kind);
    return true;
  });
  return [...firsts, ...sorted.filter((offer) => !firsts.includes(offer))];
}

function isOwn({ targets }: Offer): boolean {
  return targets.every((target) => target.actor === true);
}

function button(id: string, words: string, value: string): Button {
  return { type: 'button', action_id: id, text: plain(words, LIMITS.buttonText), value };
}

function foot(it: Case): string {
  const attack = [...new Set(it.lines.flatMap((line) => line.rule.attack))].slice(0, 6);
  return [`Case ${it.id}`, ...(attack.length > 0 ? [`ATT&CK ${attack.join(', ')}`] : [])].join(' · ');
}
