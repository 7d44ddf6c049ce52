import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { createSlackChat } from '../../src/adapters/slack/chat.ts';
import { People, unreadableGroups } from '../../src/approve/people.ts';
import { GROUP_PROBATION_MS } from '../../src/approve/person.ts';
import type { Chat } from '../../src/ports/chat.ts';
import type { Store } from '../../src/ports/store.ts';
import { createSandboxSlack } from '../../src/sandbox/slack/create.ts';
import { DEFAULT_CAST, PEOPLE, SECURITY_APPROVERS } from '../../src/sandbox/slack/cast.ts';
import type { SandboxSlack } from '../../src/sandbox/slack/sandbox-slack.ts';
import { NOW, policyOf, ruleOf } from './support.ts';

const { ana, ben, gus, sid, vic } = PEOPLE;
const policy = policyOf({
  roles: { viewer: ['members'], responder: [], approver: [SECURITY_APPROVERS], admin: [] },
  approvals: [ruleOf({ approvers: [SECURITY_APPROVERS, gus, sid] })],
});

interface Workspace {
  readonly slack: SandboxSlack;
  readonly chat: Chat;
}

/** A workspace whose approver group has these members. */
async function workspaceWith(members: readonly string[]): Promise<Workspace> {
  const [group] = DEFAULT_CAST.userGroups;
  if (group === undefined) throw new Error('The cast has no group.');
  const slack = await createSandboxSlack({ cast: { ...DEFAULT_CAST, userGroups: [{ ...group, users: members }] } });
  onTestFinished(() => slack.close());
  const chat = createSlackChat({ token: () => Promise.resolve(slack.credentials.botToken), slackApiUrl: slack.apiUrl });
  return { slack, chat };
}

const callsOf = ({ slack }: Workspace) => slack.callCounts()['usergroups.users.list']?.calls ?? 0;

describe('who somebody is, from Slack and the policy', () => {
  let now: number;
  let store: Store;
  const clock = { now: () => now, id: () => 'id' };
  const logged: string[] = [];
  const keep = (event: string): void => void logged.push(event);
  const peopleIn = ({ chat }: Workspace) =>
    new People({ chat, store, clock, log: { info: keep, warn: keep, error: keep } });
  const askIn = (workspace: Workspace, user: string) => peopleIn(workspace).resolve(user, policy);

  beforeEach(() => {
    now = NOW;
    logged.length = 0;
    store = openSqliteStore(':memory:', { now: () => now });
    return () => store.close();
  });

  it('tells members, guests and strangers apart, whatever the policy lists', async () => {
    const workspace = await workspaceWith([ana, gus, sid]);

    const people = await Promise.all([ana, vic, gus, sid].map((user) => askIn(workspace, user)));

    expect(people.map(({ name, kind, role, subjects }) => ({ name, kind, role, subjects }))).toEqual([
      { name: 'ana', kind: 'member', role: 'approver', subjects: [ana, 'members', SECURITY_APPROVERS] },
      { name: 'vic', kind: 'member', role: 'viewer', subjects: [vic, 'members'] },
      { name: 'gus', kind: 'guest', role: undefined, subjects: [gus] },
      { name: 'sid', kind: 'stranger', role: undefined, subjects: [sid] },
    ]);
  });

  it('counts whoever joins the group only after a day, also in a process that starts anew', async () => {
    await askIn(await workspaceWith([ana]), ana);
    const joined = await workspaceWith([ana, vic]);
    now += 61_000;
    const first = await askIn(joined, vic);
    now += GROUP_PROBATION_MS - 1;
    const nearly = await askIn(joined, vic);
    now += 1;
    const after = await askIn(joined, vic);

    expect(first).toMatchObject({ role: 'viewer', recentGroups: [SECURITY_APPROVERS] });
    expect(nearly.recentGroups).toEqual([SECURITY_APPROVERS]);
    expect(after).toMatchObject({ role: 'approver', recentGroups: [] });
  });

  it('starts the probation again for whoever left and came back', async () => {
    await askIn(await workspaceWith([ana, ben]), ben);
    now += 61_000;
    const gone = await askIn(await workspaceWith([ana]), ben);
    now += 61_000;
    const back = await askIn(await workspaceWith([ana, ben]), ben);

    expect(gone).toMatchObject({ role: 'viewer', recentGroups: [] });
    expect(back).toMatchObject({ role: 'viewer', recentGroups: [SECURITY_APPROVERS] });
  });

  it('asks Slack for a group at most once a minute, however many clicks there are', async () => {
    const workspace = await workspaceWith([ana]);

    for (const user of [ana, ben, vic]) await askIn(workspace, user);
    now += 60_000;
    await askIn(workspace, ana);

    expect(workspace.slack.callCounts()['usergroups.users.list']?.calls).toBe(2);
  });

  it('lets nobody through while Slack does not say who is in the group', async () => {
    const workspace = await workspaceWith([ana]);
    workspace.slack.faults.status('usergroups.users.list', 503);

    await expect(askIn(workspace, ana)).rejects.toMatchObject({ code: 'chat.unknown-outcome' });
  });

  it.each(['no_such_subteam', 'missing_scope', 'subteam_disabled'])(
    'counts nobody in a group that Slack refuses to read (%s), says so, and judges by the rest',
    async (refusal) => {
      const workspace = await workspaceWith([ana]);
      await askIn(workspace, ana);
      workspace.slack.faults.fail('usergroups.users.list', refusal);
      now += 61_000;
      const without = await askIn(workspace, ana);
      const again = await askIn(workspace, ana);
      now += 61_000;
      const after = await askIn(workspace, ana);

      expect(without).toMatchObject({ role: 'viewer', subjects: [ana, 'members'], recentGroups: [] });
      expect(again).toEqual(without);
      expect(logged).toEqual(['group.unreadable']);
      expect(after).toMatchObject({ role: 'approver', recentGroups: [] });
    },
  );

  it('says once that a group has become unreadable, and why, until it is read again', async () => {
    const workspace = await workspaceWith([ana]);
    const told: string[] = [];
    const people = new People({
      chat: workspace.chat,
      store,
      clock,
      log: { info: keep, warn: keep, error: keep },
      tell: ({ id, reason }) => {
        told.push(reason);
        return [{ kind: 'put', key: { partition: 'told', sort: id }, value: {}, if: 'any' }];
      },
    });
    workspace.slack.faults.fail('usergroups.users.list', 'paid_teams_only', 3);
    for (let minute = 0; minute < 3; minute += 1, now += 61_000) await people.resolve(ana, policy);

    expect(told).toEqual(['paid_teams_only']);
    expect(await store.get({ partition: 'told', sort: SECURITY_APPROVERS })).toBeDefined();
    expect(await unreadableGroups(store, policy)).toEqual([{ id: SECURITY_APPROVERS, reason: 'paid_teams_only' }]);
    await people.resolve(ana, policy);
    expect(await unreadableGroups(store, policy)).toEqual([]);
  });

  it('lets the other groups count while one of them is gone', async () => {
    const gone = policyOf({ ...policy, approvals: [ruleOf({ approvers: ['S0DELETED', SECURITY_APPROVERS] })] });
    const person = await peopleIn(await workspaceWith([ana])).resolve(ana, gone);

    expect(person.subjects).toEqual([ana, 'members', SECURITY_APPROVERS]);
  });

  it('puts everybody on probation in a group that comes back from nowhere', async () => {
    const workspace = await workspaceWith([vic]);
    workspace.slack.faults.fail('usergroups.users.list', 'no_such_subteam');
    await askIn(workspace, ana);
    now += 61_000;

    expect(await askIn(workspace, vic)).toMatchObject({ role: 'viewer', recentGroups: [SECURITY_APPROVERS] });
  });

  it.each(['invalid_auth', 'token_revoked'])(
    'does not take the app’s own trouble (%s) for an empty group',
    async (refusal) => {
      const workspace = await workspaceWith([ana]);
      workspace.slack.faults.fail('usergroups.users.list', refusal);

      await expect(askIn(workspace, ana)).rejects.toMatchObject({ code: 'chat.refused' });
      expect(await askIn(workspace, ana)).toMatchObject({ role: 'approver' });
    },
  );

  it('asks again where Slack is only in a hurry', async () => {
    const workspace = await workspaceWith([ana]);
    workspace.slack.faults.rateLimit('usergroups.users.list', 5);

    await expect(askIn(workspace, ana)).rejects.toMatchObject({ code: 'chat.rate-limited' });
  });

  it('finds nobody whom Slack does not know, and still fails where Slack does not answer', async () => {
    const workspace = await workspaceWith([ana]);

    expect(await peopleIn(workspace).find('U0NOBODY', policy)).toBeUndefined();
    workspace.slack.faults.rateLimit('users.info', 5);
    await expect(peopleIn(workspace).find(ana, policy)).rejects.toMatchObject({ code: 'chat.rate-limited' });
  });

  it('lets nobody through whom Slack does not know', async () => {
    await expect(askIn(await workspaceWith([ana]), 'U0NOBODY')).rejects.toMatchObject({ code: 'chat.refused' });
  });

  it('keeps who was there first when two processes read a new group at the same time', async () => {
    const workspace = await workspaceWith([ana]);
    const [one, two] = await Promise.all([askIn(workspace, ana), askIn(workspace, ana)]);
    now += 61_000;

    expect([one.role, two.role, (await askIn(workspace, ana)).role]).toEqual(['approver', 'approver', 'approver']);
  });

  describe('learning the groups ahead of the first click', () => {
    it('begins the probation when the policy came into force, not with the click of whoever joined since', async () => {
      await peopleIn(await workspaceWith([ana])).learnGroups(policy);
      now += 61_000;
      const joined = await workspaceWith([ana, vic]);

      expect(await askIn(joined, vic)).toMatchObject({ role: 'viewer', recentGroups: [SECURITY_APPROVERS] });
      expect(await askIn(joined, ana)).toMatchObject({ role: 'approver', recentGroups: [] });
    });

    it('looks at the group that is called to critical cases as well, by which nobody is judged', async () => {
      const workspace = await workspaceWith([ana]);
      const calling = policyOf({ ...policy, escalation: { mention: ['S0ONCALL', ana], mentionAfter: 600 } });
      await peopleIn(workspace).learnGroups(calling);
      const learnt = callsOf(workspace);
      await peopleIn(workspace).resolve(ana, calling);

      expect(await unreadableGroups(store, calling)).toEqual([{ id: 'S0ONCALL', reason: 'no_such_subteam' }]);
      expect([learnt, callsOf(workspace)]).toEqual([2, 2]);
    });

    it('reads a group once an hour, however often it is called', async () => {
      const workspace = await workspaceWith([ana]);
      const people = peopleIn(workspace);
      for (let minute = 0; minute < 60; minute += 1) {
        await people.learnGroups(policy);
        now += 60_000;
      }
      const within = callsOf(workspace);
      await people.learnGroups(policy);

      expect([within, callsOf(workspace)]).toEqual([1, 2]);
    });

    it('logs what fails, goes on with the others, and tries again', async () => {
      const two = policyOf({ ...policy, approvals: [ruleOf({ approvers: ['S0OTHER', SECURITY_APPROVERS] })] });
      const workspace = await workspaceWith([ana]);
      workspace.slack.faults.status('usergroups.users.list', 503);
      await peopleIn(workspace).learnGroups(two);
      const first = { calls: callsOf(workspace), logged: [...logged] };
      await peopleIn(workspace).learnGroups(two);

      expect(first).toEqual({ calls: 2, logged: ['group.not-learnt', 'group.unreadable'] });
      expect(callsOf(workspace)).toBe(3);
    });

    it('stops asking where Slack says that it is asked too much', async () => {
      const two = policyOf({ ...policy, approvals: [ruleOf({ approvers: ['S0OTHER', SECURITY_APPROVERS] })] });
      const workspace = await workspaceWith([ana]);
      workspace.slack.faults.rateLimit('usergroups.users.list', 30);
      await peopleIn(workspace).learnGroups(two);

      expect({ calls: callsOf(workspace), logged }).toEqual({ calls: 1, logged: ['group.not-learnt'] });
    });
  });
});
