import type { ActionsBlock, Button, KnownBlock, RichTextElement } from '@slack/types';
import type { Actor } from '../src/model/actor.ts';
import type { RecordSummary } from '../src/model/alert.ts';
import type { Case } from '../src/model/case.ts';
import type { Offer } from '../src/model/offer.ts';
import type { ActionRequest } from '../src/model/request.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { LEVEL_MARKS, levelWord } from './level.ts';
import { requestLine } from './request-line.ts';
import { bulletList, clip, count, enumerate, escape, footnote, LIMITS, paragraph, plain, rich } from './text.ts';

/** What a case's card shows. */
export interface CaseCard {
  readonly case: Case;
  /** Name of the account from the policy, or its id. */
  readonly account: string;
  readonly requests: readonly ActionRequest[];
  readonly offers: readonly Offer[];
}

/** The parent message of a case: what happened, who, where, how often, why it matters, and its remedy. */
export function caseCard(card: CaseCard): ChatMessage {
  const { case: it } = card;
  const title = it.lines[0]?.rule.title ?? 'Suspicious activity';
  const newest = it.records[0];
  return {
    text: clip(escape(`${levelWord(it.level)}: ${title}. ${sentence(card)}`), LIMITS.text),
    blocks: [
      { type: 'header', text: plain(`${LEVEL_MARKS[it.level]} ${levelWord(it.level)}: ${title}`, LIMITS.header) },
      paragraph(rich.text(sentence(card), 600)),
      { type: 'rich_text', elements: [bulletList(facts(card, newest))] },
      ...why(it),
      ...requestsBlock(card.requests),
      ...buttons(card),
      footnote(foot(it)),
    ],
  };
}

/** One sentence: who did what, how often, where. */
function sentence({ case: it, account }: CaseCard): string {
  const names = [...new Set(it.records.map((record) => record.eventName))];
  const shown = names.slice(0, 3).map((name) => clip(name, 60));
  const what = names.length > 3 ? `${shown.join(', ')} and ${names.length - 3} more` : enumerate(shown);
  const times = it.count === 1 ? 'once' : `${it.count.toLocaleString('en-US')} times`;
  const regions =
    it.regions.length > 3 ? `${it.regions.length} Regions` : enumerate(it.regions.map((region) => clip(region, 30)));
  return `${clip(it.actor.root.name, 80)} (${describeActor(it.actor)}) called ${what || 'an API'} ${times} in ${clip(account, 60)}, ${regions}.`;
}

function describeActor(actor: Actor): string {
  const kind = ACTOR_KINDS[actor.type] ?? clip(actor.type, 30);
  if (actor.mfa === undefined) return kind;
  return `${kind}, ${actor.mfa ? 'with MFA' : 'no MFA'}`;
}

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

function facts({ case: it, account }: CaseCard, newest: RecordSummary | undefined): RichTextElement[][] {
  const rows: RichTextElement[][] = [];
  const row = (label: string, ...rest: RichTextElement[]): void => void rows.push([rich.bold(`${label} `), ...rest]);
  row(
    'Who',
    rich.code(it.actor.arn ?? it.actor.root.id),
    ...(it.actor.accessKeyId === undefined ? [] : [rich.text(' key '), rich.code(it.actor.accessKeyId, 40)]),
  );
  if (it.actor.session !== undefined) row('Session', rich.text('claims to be '), rich.code(it.actor.session, 80));
  const from = [...new Set(it.records.map((record) => record.sourceIPAddress ?? 'unknown'))];
  row(
    'From',
    rich.code(from.slice(0, 3).join(', '), 150),
    rich.text(from.length > 3 ? ` and ${from.length - 3} more` : ''),
    ...(newest?.userAgent === undefined ? [] : [rich.text(' with '), rich.code(newest.userAgent, 120)]),
  );
  if (it.targets.length > 0) {
    const shown = it.targets
      .slice(0, 6)
      .map((target) => (target.name === undefined ? target.id : `${target.name} (${target.id})`));
    row(
      'Targets',
      rich.code(shown.join(', '), 400),
      rich.text(it.targets.length > 6 ? ` and ${it.targets.length - 6} more` : ''),
    );
  }
  row(
    'Account',
    rich.text(`${account} `, 60),
    rich.code(it.account, 20),
    rich.text(` ${it.regions.slice(0, 4).join(', ')}`, 120),
  );
  const failed = it.records.filter((record) => record.errorCode !== undefined);
  if (failed.length > 0)
    row(
      'Refused by AWS',
      rich.text(`${failed.length} of the last ${it.records.length}: `),
      rich.code(failed[0]?.errorCode ?? '', 80),
    );
  row('When', ...when(it));
  if (it.lines.length > 1) {
    for (const line of it.lines.slice(0, 6))
      row(levelWord(line.rule.level), rich.text(`${line.rule.title} – ${count(line.count, 'record')}`, 200));
    if (it.lines.length > 6) row('More', rich.text(count(it.lines.length - 6, 'other rule')));
  }
  return rows;
}

function when(it: Case): RichTextElement[] {
  const times = it.lines
    .flatMap((line) => [Date.parse(line.firstAt), Date.parse(line.lastAt)])
    .filter((ms) => Number.isFinite(ms));
  if (times.length === 0) return [rich.text('time not recorded')];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  return first === last ? [rich.date(first)] : [rich.date(first), rich.text(' to '), rich.date(last, '{time_secs}')];
}

function why(it: Case): KnownBlock[] {
  const rule = it.lines[0]?.rule;
  const elements: RichTextElement[] = [];
  if (rule?.description !== undefined) elements.push(rich.bold('Why it matters '), rich.text(rule.description, 500));
  if (rule?.whatToDo !== undefined)
    elements.push(rich.bold(`${elements.length > 0 ? ' ' : ''}What to do `), rich.text(rule.whatToDo, 500));
  return elements.length === 0 ? [] : [paragraph(...elements)];
}

function requestsBlock(requests: readonly ActionRequest[]): KnownBlock[] {
  if (requests.length === 0) return [];
  return [{ type: 'rich_text', elements: [bulletList(requests.slice(-5).map(requestLine))] }];
}

function buttons({ case: it, offers }: CaseCard): ActionsBlock[] {
  const remedies = offers.slice(0, 5).map((offer, index): Button => ({
    type: 'button',
    action_id: `open.plan.${index}`,
    text: plain(`${offer.title}…`, LIMITS.buttonText),
    value: `${it.id}.${offer.id}`,
    ...(offer.risk === 'destructive' ? { style: 'danger' as const } : {}),
  }));
  const trail: Button = {
    type: 'button',
    action_id: 'case.trail',
    text: plain('Show trail', LIMITS.buttonText),
    value: it.id,
  };
  return [{ type: 'actions', block_id: 'case', elements: [...remedies, trail] }];
}

function foot(it: Case): string {
  const attack = [...new Set(it.lines.flatMap((line) => line.rule.attack))].slice(0, 6);
  return [`Case ${it.id}`, ...(attack.length > 0 ? [`ATT&CK ${attack.join(', ')}`] : [])].join(' · ');
}
