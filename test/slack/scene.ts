import { note } from '../../blocks/note.ts';
import { createSlackChat } from '../../src/adapters/slack/chat.ts';
import { hasRole, personFrom } from '../../src/approve/person.ts';
import { TrailboltError } from '../../src/errors.ts';
import type { Chat } from '../../src/ports/chat.ts';
import type { SignedRequest } from '../../src/model/job.ts';
import type { Policy } from '../../src/model/policy.ts';
import { DEFAULT_CAST, PEOPLE } from '../../src/sandbox/slack/cast.ts';
import type { SandboxSlack } from '../../src/sandbox/slack/sandbox-slack.ts';
import { createSlackApp } from '../../src/slack/app.ts';
import { JobReceiver } from '../../src/slack/receiver.ts';
import type { SlackServices } from '../../src/slack/services.ts';
import { shortcuts } from '../../src/slack/shortcuts/index.ts';
import { policyOf } from '../approve/support.ts';
import { keyOffer, atWork, leakedKey, muted, onePlan, quietHome, requestIn, shownRecord } from '../blocks/samples.ts';
import { alerts, button, buttons, post, workspace } from '../sandbox/slack/support.ts';
import { ruleOf } from '../cases/support.ts';
import { frontFor, type FrontDesk } from './support.ts';

const { rana, ana, ada } = PEOPLE;
export const policy: Policy = policyOf({
  workspace: DEFAULT_CAST.team.id,
  roles: { viewer: ['members'], responder: [rana], approver: [ana], admin: [ada] },
});

const NO_ROLES: Policy['roles'] = { viewer: [], responder: [], approver: [], admin: [] };

/** The real Bolt app behind the real front; only the stages behind it are stood in for. */
export interface Scene {
  readonly slack: SandboxSlack;
  readonly desk: FrontDesk;
  /** Services that were asked, in their order. */
  readonly asked: string[];
  /** What the next service throws. */
  failure: Error | undefined;
  /** Whom the policy lets look; `members` unless a test says otherwise. */
  members: readonly string[];
  /** What lookups wait for. */
  held: Promise<void>;
  /** False: windows are taken for updated without asking Slack. */
  updateViews: boolean;
  click(user: string, actionId: string, value?: string): Promise<void>;
  type(user: string, text: string): Promise<void>;
  openHome(user: string): Promise<void>;
  /** Presses a shortcut in the menu of a message with this text; in a channel where the app may not be. */
  press(user: string, callbackId: string, text?: string, channel?: string): Promise<void>;
  /** Submits the window that the person has open, with what was chosen by block. */
  submit(user: string, choices: Readonly<Record<string, string>>): Promise<void>;
  /** What the person's window shows, as JSON. */
  modal(user: string): string;
  /** Presses a button of the person's Home tab, or chooses from a menu there. */
  clickAtHome(user: string, actionId: string, value?: string): Promise<void>;
  /** What the person's Home tab shows, as JSON. */
  home(user: string): string;
  /** Runs the newest job, as the worker does. */
  work(last?: boolean): Promise<void>;
  process(request: SignedRequest): Promise<void>;
  /** What this person alone was told, oldest first. */
  told(user: string): readonly string[];
}

export async function sceneOf(options: { readonly patienceMs?: number } = {}): Promise<Scene> {
  const slack = await workspace({
    app: { messageShortcuts: shortcuts.map(({ id, name }) => ({ callbackId: id, name })) },
  });
  const desk = await frontFor(slack);
  const real = createSlackChat({ token: () => Promise.resolve(slack.credentials.botToken), slackApiUrl: slack.apiUrl });
  const chat: Chat = {
    ...real,
    updateView: (target, view) => (scene.updateViews ? real.updateView(target, view) : Promise.resolve()),
  };
  const receiver = new JobReceiver({
    signingSecret: () => Promise.resolve(slack.credentials.signingSecret),
    workspace: () => Promise.resolve(policy.workspace),
    clock: desk.clock,
  });
  const asked: string[] = [];
  const serve = <T>(service: string, value: T): Promise<T> => {
    asked.push(service);
    const { failure } = scene;
    return failure === undefined ? Promise.resolve(value) : Promise.reject(failure);
  };
  const services: SlackServices = {
    now: () => desk.clock.now(),
    policy: () => Promise.resolve(policy),
    person: async (id) => {
      const now = { ...policy, roles: scene.members.length > 0 ? policy.roles : { ...NO_ROLES } };
      return personFrom(await chat.user(id), [], now, desk.clock.now());
    },
    case: (id) => {
      asked.push('case');
      if (id === leakedKey.id) return Promise.resolve(leakedKey);
      return Promise.reject(new TrailboltError('case.missing', 'There is no case k1.'));
    },
    stillOffered: () => Promise.resolve([keyOffer]),
    planUndo: () => Promise.reject(new Error('not asked for')),
    planByHand: () => Promise.reject(new Error('not asked for')),
    plan: () => serve('plan', { plan: onePlan, quorum: 2, raisedBy: [], reasonLength: 3, forbidden: undefined }),
    request: () => serve('request', requestIn('pending')),
    approve: () => serve('approve', { allowed: false, sentence: 'You asked for this yourself.' }),
    reject: () => serve('reject', { allowed: true, sentence: 'Rejected; nothing was run.' }),
    lookup: async (question) => {
      await scene.held;
      return serve('lookup', { question, records: [], read: 0, gaps: [], regions: [] });
    },
    note: () => serve('note', undefined),
    changeCase: () => serve('changeCase', { case: leakedKey, changed: true }),
    whyNotAssign: () => serve('whyNotAssign', undefined),
    cases: () => serve('cases', { cases: [], more: 0, partial: false }),
    mergeable: () => serve('mergeable', { case: leakedKey, others: [], more: 0 }),
    merge: () => serve('merge', leakedKey),
    split: () => serve('split', leakedKey),
    mute: () => serve('mute', muted),
    askActor: () => serve('askActor', { name: 'dave' }),
    answerQuestion: () => serve('answerQuestion', 'Thank you; a responder reads it.'),
    showCard: () => serve('showCard', { hasCard: false }),
    longestMute: () => Promise.resolve(() => 24),
    mutes: () => serve('mutes', [muted]),
    liftMute: () => serve('liftMute', muted),
    audit: (question) =>
      serve('audit', { about: 'everybody', from: question.from, records: [], partial: false, chain: undefined }),
    status: () => serve('status', atWork),
    automations: () => serve('automations', []),
    setArmed: () => serve('setArmed', undefined),
    hold: () => serve('hold', { allowed: true, sentence: 'Held.' }),
    rejection: () => serve('rejection', { request: requestIn('pending'), isOwn: false, refused: undefined }),
    alone: () => serve('alone', { request: requestIn('pending'), reasonLength: 20 }),
    freeze: () => serve('freeze', { allowed: true, sentence: 'Frozen.' }),
    thaw: () => serve('thaw', { allowed: true, sentence: 'Thawed.' }),
    record: () => serve('record', shownRecord),
    card: () => serve('card', note('The card.')),
    rules: () => serve('rules', [ruleOf()]),
    keepAnswer: () => Promise.resolve(),
    share: () => serve('share', { fresh: true, message: note('The answer.') }),
    refuseSuspect: () => Promise.resolve(),
    home: (_person, filter) => serve('home', { ...quietHome, filter }),
  };
  createSlackApp({
    receiver,
    store: desk.store,
    clock: desk.clock,
    services,
    chat,
    log: desk.ports.log,
    botToken: () => Promise.resolve(slack.credentials.botToken),
    permits: hasRole,
    slackApiUrl: slack.apiUrl,
    ...options,
  });
  const scene: Scene = {
    slack,
    desk,
    asked,
    failure: undefined,
    members: ['members'],
    held: Promise.resolve(),
    updateViews: true,
    async click(user, actionId, value = 'k1.v1') {
      const blocks = buttons(button(actionId, { value }));
      const ts = await post(slack, { channel: alerts, text: 'A card.', blocks });
      await slack.gesture({ do: 'click', user, channel: alerts, ts, actionId });
    },
    async type(user, text) {
      await slack.gesture({ do: 'slash', user, channel: alerts, command: '/trail', text });
    },
    async press(user, callbackId, text = 'i-0123456789abcdef0 from 203.0.113.77', channel = alerts) {
      const said = await slack.gesture({ do: 'say', user: rana, channel, text });
      await slack.gesture({ do: 'message-shortcut', user, channel, ts: said.ts ?? '', callbackId });
    },
    async submit(user, choices) {
      const view = slack.snapshot().views.find((one) => one.user === user);
      const values = Object.fromEntries(
        Object.entries(choices).map(([block, value]) => [block, { option: { selected_option: { value } } }]),
      );
      const done = await slack.gesture({ do: 'submit', user, viewId: view?.id ?? '', values });
      if (!done.ok) throw new Error(JSON.stringify(done));
    },
    modal: (user) => JSON.stringify(slack.snapshot().views.find((one) => one.user === user)?.view ?? {}),
    async openHome(user) {
      await slack.gesture({ do: 'open-home', user });
    },
    async clickAtHome(user, actionId, value) {
      const id = slack.snapshot().homes[user]?.['id'];
      const viewId = typeof id === 'string' ? id : 'none';
      const done = await slack.gesture({
        do: 'click-in-view',
        user,
        viewId,
        actionId,
        confirmed: true,
        ...(value === undefined ? {} : { value }),
      });
      if (!done.ok) throw new Error(done.problem?.text);
    },
    home: (user) => JSON.stringify(slack.snapshot().homes[user] ?? {}),
    async work(last = false) {
      const job = desk.jobs.sent.at(-1);
      if (job?.kind !== 'slack') throw new Error('nothing was queued');
      await receiver.process(job.request, last);
    },
    process: (request) => receiver.process(request, false),
    told: (user) =>
      slack
        .snapshot()
        .messages.filter((message) => message.visibleTo === user && message.text !== 'Working on it…')
        .map((message) => message.text),
  };
  return scene;
}
