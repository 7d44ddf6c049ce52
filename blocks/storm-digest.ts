import type { KnownBlock, RichTextElement, StaticSelect } from '@slack/types';
import type { DigestCase } from '../src/model/digest-case.ts';
import { levelRank, type Level } from '../src/model/level.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { LEVEL_MARKS, levelWord } from './level.ts';
import { bulletList, clip, count, enumerate, footnote, LIMITS, paragraph, plain, rich, sentence } from './text.ts';

/** What stands in a channel instead of the cards that nobody could read. */
export interface StormDigest {
  readonly id: string;
  /** Unix milliseconds; `endedAt` once the storm is over. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** The worst first. */
  readonly held: readonly DigestCase[];
  /** Cards that were posted since it began, and the worst of them. */
  readonly posted: number;
  readonly shown: readonly {
    readonly caseId: string;
    readonly level: Level;
    readonly title: string;
    readonly actor: string;
    readonly link?: string;
  }[];
  accountName(id: string): string;
}

/** Rules, actors and cards that are listed of each; the rest is counted. */
const LISTED = { rules: 10, actors: 10, cards: 6 } as const;
/** Slack takes no longer menu. https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element */
const OPTIONS = 100;

/** Counts by rule and by actor, links to what has a card, and says what has none. */
export function stormDigest(digest: StormDigest): ChatMessage {
  const { held, endedAt } = digest;
  const head =
    endedAt === undefined
      ? `Storm: ${heldWords(held)} without a card`
      : `Storm over: ${heldWords(held)} without a card`;
  return {
    text: sentence(`${head}. ${recordsOf(held)} by ${count(byActor(digest).length, 'actor')}. ${WHERE}`),
    blocks: [
      { type: 'header', text: plain(`🌪 ${head}`, LIMITS.header) },
      paragraph(
        rich.text('Since '),
        rich.date(digest.startedAt),
        ...(endedAt === undefined ? [] : [rich.text(' until '), rich.date(endedAt)]),
        rich.text(
          ` ${recordsOf(held)} made ${heldWords(held)} that have no card here, so that this channel stays readable. ${count(digest.posted, 'card')} of other cases ${digest.posted === 1 ? 'was' : 'were'} posted; critical ones always are.`,
        ),
      ),
      ...listed('By rule', ruleRows(digest), LISTED.rules, 'rule'),
      ...listed('By actor', actorRows(digest), LISTED.actors, 'actor'),
      ...listed('With a card', cardRows(digest), LISTED.cards, 'card'),
      ...menu(digest),
      footnote(`${WHERE} Storm ${digest.id}`),
    ],
  };
}

const WHERE = 'Nothing is lost: every case is kept, and /trail cases lists the worst first.';

/** What the channel is told when a storm is over. */
export function stormSummary(digest: StormDigest, link: string | undefined): ChatMessage {
  const { held, startedAt, endedAt = startedAt } = digest;
  const worst = byRule(held)[0];
  const minutes = Math.max(1, Math.round((endedAt - startedAt) / 60_000));
  const words = `The storm is over after ${count(minutes, 'minute')}: ${count(held.length + digest.posted, 'case')}, ${digest.posted.toLocaleString('en-US')} of them with a card and ${held.length.toLocaleString('en-US')} without.`;
  const most =
    worst === undefined ? '' : ` Most without a card: “${clip(worst.title, 120)}”, ${count(worst.cases, 'case')}.`;
  return {
    text: sentence(`${words}${most} ${WHERE}`),
    blocks: [
      paragraph(
        rich.bold(words),
        rich.text(`${most} `),
        ...(link === undefined
          ? [rich.text(WHERE)]
          : [{ type: 'link' as const, url: link, text: 'The digest' }, rich.text(` has the rest. ${WHERE}`)]),
      ),
    ],
  };
}

/** `12 cases`, `12 cases and 3 messages`. */
function heldWords(held: readonly DigestCase[]): string {
  const messages = held.filter(({ message }) => message !== undefined).length;
  const cases = held.length - messages;
  return enumerate([
    ...(cases > 0 || messages === 0 ? [count(cases, 'case')] : []),
    ...(messages > 0 ? [count(messages, 'message from elsewhere', 'messages from elsewhere')] : []),
  ]);
}

function recordsOf(held: readonly DigestCase[]): string {
  return count(
    held.reduce((sum, it) => sum + it.count, 0),
    'record',
  );
}

interface RuleCount {
  readonly title: string;
  readonly level: Level;
  cases: number;
  records: number;
}

function byRule(held: readonly DigestCase[]): readonly RuleCount[] {
  const rules = new Map<string, RuleCount>();
  for (const line of held.flatMap(({ lines }) => lines)) {
    const known = rules.get(line.rule) ?? { title: line.title, level: line.level, cases: 0, records: 0 };
    known.cases += 1;
    known.records += line.count;
    rules.set(line.rule, known);
  }
  return [...rules.values()].toSorted(
    (a, b) => levelRank(b.level) - levelRank(a.level) || b.cases - a.cases || b.records - a.records,
  );
}

function ruleRows({ held }: StormDigest): readonly RichTextElement[][] {
  return byRule(held).map((rule) => [
    rich.text(`${LEVEL_MARKS[rule.level]} ${levelWord(rule.level)}: `),
    rich.bold(rule.title, 120),
    rich.text(` – ${count(rule.cases, 'case')}, ${count(rule.records, 'record')}`),
  ]);
}

interface ActorCount {
  readonly name: string;
  readonly account: string;
  level: Level;
  cases: number;
  records: number;
}

function byActor({ held }: StormDigest): readonly ActorCount[] {
  const actors = new Map<string, ActorCount>();
  for (const it of held) {
    const key = `${it.account} ${it.actor.id}`;
    const known = actors.get(key) ?? {
      name: it.actor.name,
      account: it.account,
      level: it.level,
      cases: 0,
      records: 0,
    };
    known.cases += 1;
    known.records += it.count;
    if (levelRank(it.level) > levelRank(known.level)) known.level = it.level;
    actors.set(key, known);
  }
  return [...actors.values()].toSorted((a, b) => levelRank(b.level) - levelRank(a.level) || b.records - a.records);
}

function actorRows(digest: StormDigest): readonly RichTextElement[][] {
  return byActor(digest).map(({ name, account, records }) => [
    rich.bold(name, 80),
    rich.text(` in ${clip(digest.accountName(account), 60)} – ${count(records, 'record')}`),
  ]);
}

function cardRows({ shown }: StormDigest): readonly RichTextElement[][] {
  return shown.map(({ level, title, actor, link }) => {
    const words = `${levelWord(level)}: ${clip(title, 120)}`;
    return [
      rich.text(`${LEVEL_MARKS[level]} `),
      link === undefined ? rich.bold(words) : { type: 'link', url: link, text: words },
      rich.text(` ${clip(actor, 80)}`),
    ];
  });
}

function listed(
  label: string,
  rows: readonly (readonly RichTextElement[])[],
  most: number,
  noun: string,
): readonly KnownBlock[] {
  if (rows.length === 0) return [];
  const rest = rows.length - most;
  return [
    paragraph(rich.bold(label)),
    {
      type: 'rich_text',
      elements: [
        bulletList([...rows.slice(0, most), ...(rest > 0 ? [[rich.text(`and ${count(rest, `more ${noun}`)}`)]] : [])]),
      ],
    },
  ];
}

/** The card of one of these cases is posted when somebody chooses it. */
function menu({ id: storm, held }: StormDigest): readonly KnownBlock[] {
  if (held.length === 0) return [];
  const select: StaticSelect = {
    type: 'static_select',
    action_id: 'storm.card',
    placeholder: plain(
      held.length > OPTIONS ? `Post the card of… (the worst ${OPTIONS})` : 'Post the card of…',
      LIMITS.placeholder,
    ),
    options: held.slice(0, OPTIONS).map((it) => ({
      text: plain(
        `${levelWord(it.level)}: ${clip(it.actor.name, 24)} – ${it.lines[0]?.title ?? 'Suspicious activity'}`,
        LIMITS.optionText,
      ),
      value: it.message === undefined ? it.caseId : `${it.caseId}@${storm}`,
    })),
  };
  return [{ type: 'actions', block_id: 'storm', elements: [select] }];
}
