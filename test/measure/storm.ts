import { caseCard } from '../../blocks/case-card.ts';
import { createSlackChat } from '../../src/adapters/slack/chat.ts';
import { CASE_REGISTER } from '../../src/cases/case-index.ts';
import { caseKey } from '../../src/cases/case-store.ts';
import { heldCases } from '../../src/cases/held-cases.ts';
import { outboxPartition } from '../../src/cases/outbox.ts';
import { drainOutbox } from '../../src/cases/poster.ts';
import type { PosterPorts } from '../../src/cases/poster-ports.ts';
import { recordAlert } from '../../src/cases/record-alert.ts';
import { routeAlert } from '../../src/cases/route-alert.ts';
import { ALERT_SCHEMA, namesOf, type Alert } from '../../src/model/alert.ts';
import type { Case } from '../../src/model/case.ts';
import type { Level } from '../../src/model/level.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { DEFAULT_CAST, type Cast } from '../../src/sandbox/slack/cast.ts';
import { createSandboxSlack } from '../../src/sandbox/slack/create.ts';
import { policyOf } from '../approve/support.ts';
import { createRandom } from '../support/random.ts';

/** A storm to measure. */
export interface StormSize {
  /** Within one minute. */
  readonly alerts: number;
  /** Pairs of a rule and an actor; each actor has a case of its own. */
  readonly pairs: number;
  /** Hostile: all of it by one actor, of as many rules as there are pairs; or each pair in an account of its own. */
  readonly shape?: 'one actor' | 'accounts';
  /** Minutes from the first alert for which Slack answers nothing. */
  readonly slackAwayMinutes?: number;
}

/** What became of a storm in one channel. */
export interface ChannelResult {
  readonly channel: string;
  readonly alerts: number;
  readonly cases: number;
  readonly criticalCases: number;
  readonly cards: number;
  readonly criticalCards: number;
  readonly held: number;
  /** Digests and summaries. */
  readonly digests: number;
  readonly summaries: number;
  /** All messages in the channel. */
  readonly messages: number;
  /** From an alert of a critical case to its card, in seconds of the simulated clock. */
  readonly firstCriticalSeconds: number;
  readonly lastCriticalSeconds: number;
}

export interface StormResult {
  readonly channels: readonly ChannelResult[];
  /** Alerts whose record no case counts. */
  readonly lost: number;
  /** Cases that have neither a card nor a place in a digest. */
  readonly unseen: number;
  readonly posts: number;
  readonly updates: number;
  readonly rateLimited: number;
  readonly refused: number;
  /** Entries that wait when everything is over. */
  readonly waiting: number;
  /** Simulated, from the first alert until the last storm was over. */
  readonly minutes: number;
  /** Real, for recording all alerts. */
  readonly recordingSeconds: number;
}

const START = Date.UTC(2026, 10, 23, 8, 30);
const CHANNELS = ['C0SECALERTS', 'C0STORMHIGH', 'C0STORMTEST'] as const;
const [ALERTS, SEVERE, TEST] = CHANNELS;
const ACCOUNTS = { production: '111122223333', test: '444455556666' } as const;
const STEP_MS = 250;
/** The longest that a storm may take until it is over, in simulated milliseconds. */
const LONGEST_MS = 3 * 60 * 60_000;

const cast: Cast = {
  ...DEFAULT_CAST,
  channels: CHANNELS.map((id) => ({ id, name: id.toLowerCase(), members: DEFAULT_CAST.people.map((one) => one.id) })),
};

const policy: Policy = policyOf({
  channels: { alerts: ALERTS },
  accounts: [
    { id: ACCOUNTS.production, alias: 'production', regions: ['us-east-1'] },
    { id: ACCOUNTS.test, alias: 'test', regions: ['us-east-1'], tags: { environment: 'test' } },
  ],
  routing: [
    { name: 'test', channel: TEST, levels: [], accounts: [], ous: [], tags: [{ key: 'environment' }], rules: [] },
    { name: 'severe', channel: SEVERE, levels: ['high', 'critical'], accounts: [], ous: [], tags: [], rules: [] },
  ],
});

/** A clock that moves only when told. */
class StormClock implements Clock {
  #now = START;
  #ids = 0;
  readonly now = (): number => this.#now;
  readonly id = (): string => `s${String((this.#ids += 1)).padStart(9, '0')}`;
  advance(ms: number): void {
    this.#now += ms;
  }
}

/** One in fifty pairs is critical, one in ten high. */
function levelOf(pair: number): Level {
  if (pair % 50 === 7) return 'critical';
  if (pair % 10 === 3) return 'high';
  return pair % 2 === 0 ? 'medium' : 'low';
}

function alertOf(index: number, pair: number, at: number, shape: StormSize['shape']): Alert {
  const known = pair % 3 === 0 ? ACCOUNTS.test : ACCOUNTS.production;
  const account =
    shape === 'accounts' ? String(500_000_000_000 + pair) : shape === 'one actor' ? ACCOUNTS.production : known;
  const name = shape === 'one actor' ? 'actor-of-all' : `actor-${pair}`;
  const actor = {
    type: 'IAMUser',
    arn: `arn:aws:iam::${account}:user/${name}`,
    account,
    root: { id: `arn:aws:iam::${account}:user/${name}`, name },
  };
  const eventID = `event-${index}`;
  const eventTime = new Date(at).toISOString();
  return {
    schema: ALERT_SCHEMA,
    id: `alert-${index}`,
    rule: { id: `rule-${pair}`, title: `Rule ${pair} fired`, level: levelOf(pair), falsePositives: [], attack: [] },
    account,
    region: 'eu-central-1',
    actor,
    records: [
      {
        eventID,
        eventTime,
        eventName: 'RunInstances',
        eventSource: 'ec2.amazonaws.com',
        account,
        region: 'eu-central-1',
        actor,
        sourceIPAddress: '198.51.100.7',
        userAgent: 'aws-cli/2.31',
        targets: [],
      },
    ],
    references: [{ eventID, source: 'trail' }],
    firstAt: eventTime,
    lastAt: eventTime,
  };
}

async function allCases(store: Store): Promise<readonly Case[]> {
  const cases: Case[] = [];
  let after: string | undefined;
  do {
    const page = await store.list<{ readonly caseId: string }>(CASE_REGISTER, {
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    });
    for (const { value } of page.items)
      cases.push(...[(await store.get<Case>(caseKey(value.caseId)))?.value ?? []].flat());
    after = page.next;
  } while (after !== undefined);
  return cases;
}

/**
 * Sends a storm through the cases and the posters of three channels to a Slack as strict as Slack's own, rate limits
 * included, on one simulated clock, until every channel has said that it is over.
 */
export async function measureStorm(
  size: StormSize,
  openStore: (now: () => number) => Promise<Store>,
): Promise<StormResult> {
  const clock = new StormClock();
  const store = await openStore(clock.now);
  const slack = await createSandboxSlack({ now: clock.now, cast });
  const problems: string[] = [];
  const ports: PosterPorts = {
    store,
    clock,
    policy: () => Promise.resolve(policy),
    chat: createSlackChat({ token: () => Promise.resolve(slack.credentials.botToken), slackApiUrl: slack.apiUrl }),
    log: { info: () => undefined, warn: () => undefined, error: (event) => void problems.push(event) },
    async render(_kind, id) {
      const it = (await store.get<Case>(caseKey(id)))?.value;
      return it === undefined ? undefined : caseCard({ case: it, account: it.account, requests: [], offers: [] });
    },
  };
  const awayUntil = START + (size.slackAwayMinutes ?? 0) * 60_000;
  if (awayUntil > START) slack.faults.status('chat.postMessage', 503, 100_000);

  const random = createRandom(42);
  const order = Array.from({ length: size.alerts }, (_, index) => ({
    index,
    pair: index < size.pairs ? index : random.below(size.pairs),
    at: START + random.below(60_000),
  })).toSorted((a, b) => a.at - b.at);
  const criticalSince = new Map<string, number>();
  const counted = new Map<string, number>();
  let recordingMs = 0;
  let next = 0;
  let away = awayUntil > START;
  while (clock.now() - START < LONGEST_MS) {
    if (away && clock.now() >= awayUntil) {
      slack.faults.clear();
      away = false;
    }
    const due: typeof order = [];
    for (let one = order[next]; one !== undefined && one.at <= clock.now(); one = order[next]) {
      due.push(one);
      next += 1;
    }
    const began = performance.now();
    for (const { index, pair, at } of due) {
      const alert = alertOf(index, pair, at, size.shape);
      const { caseId, channel } = await recordAlert(
        {
          store,
          clock,
          channelFor: ({ account, rule }) =>
            Promise.resolve(routeAlert(policy, { account, level: rule.level, rule: namesOf(rule) }).channel),
        },
        alert,
      );
      counted.set(channel, (counted.get(channel) ?? 0) + 1);
      if (alert.rule.level === 'critical' && !criticalSince.has(caseId)) criticalSince.set(caseId, clock.now());
    }
    recordingMs += performance.now() - began;
    const waits: number[] = [];
    for (const channel of CHANNELS) {
      const { againInMs } = await drainOutbox(ports, channel, clock.now() + 1);
      if (againInMs !== undefined) waits.push(againInMs);
    }
    if (next === order.length && waits.length === 0 && !away) break;
    clock.advance(next < order.length ? STEP_MS : Math.max(STEP_MS, Math.min(...waits, 60_000)));
  }

  const cases = await allCases(store);
  const { messages } = slack.snapshot();
  const channels = await Promise.all(
    CHANNELS.map(async (channel): Promise<ChannelResult> => {
      const here = messages.filter((message) => message.channel === channel);
      const ofKind = (kind: string) => here.filter((message) => message.metadata?.['event_type'] === kind);
      const cards = ofKind('trailbolt_case');
      const critical = cards.filter(({ text }) => text.startsWith('Critical'));
      const delays = critical.map((card) => {
        const payload = card.metadata?.['event_payload'] as { readonly id?: string } | undefined;
        return Number(card.ts) - (criticalSince.get(payload?.id ?? '') ?? 0) / 1000;
      });
      const storms = ofKind('trailbolt_storm').map(({ metadata }) =>
        String((metadata?.['event_payload'] as { readonly id?: string } | undefined)?.id),
      );
      const held = await Promise.all(storms.map((id) => heldCases(store, channel, id)));
      return {
        channel,
        alerts: counted.get(channel) ?? 0,
        cases: cases.filter((it) => it.channel === channel).length,
        criticalCases: cases.filter((it) => it.channel === channel && it.level === 'critical').length,
        cards: cards.length,
        criticalCards: critical.length,
        held: held.flat().length,
        digests: storms.length,
        summaries: here.filter(({ text }) => text.startsWith('The storm is over')).length,
        messages: here.length,
        firstCriticalSeconds: Math.min(...delays),
        lastCriticalSeconds: Math.max(...delays),
      };
    }),
  );
  const left = await Promise.all(CHANNELS.map((channel) => store.list(outboxPartition(channel), { limit: 1000 })));
  const calls = slack.callCounts();
  const all = Object.values(calls);
  const result: StormResult = {
    channels,
    lost: size.alerts - cases.reduce((sum, it) => sum + it.count, 0),
    unseen: cases.length - channels.reduce((sum, one) => sum + one.cards + one.held, 0),
    posts: calls['chat.postMessage']?.calls ?? 0,
    updates: calls['chat.update']?.calls ?? 0,
    rateLimited: all.reduce((sum, one) => sum + one.rateLimited, 0),
    refused: all.reduce((sum, one) => sum + one.refused, 0),
    waiting: left.reduce((sum, page) => sum + page.items.length, 0),
    minutes: (clock.now() - START) / 60_000,
    recordingSeconds: recordingMs / 1000,
  };
  await slack.close();
  await store.close();
  return result;
}
