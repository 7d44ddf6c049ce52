import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { createSlackChat } from '../../src/adapters/slack/chat.ts';
import { People } from '../../src/approve/people.ts';
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

describe('who somebody is, from Slack and the policy', () => {
  let now: number;
  let store: Store;
  const clock = { now: () => now, id: () => 'id' };
  const askIn = ({ chat }: Workspace, user: string) => new People({ chat, store, clock }).resolve(user, policy);

  beforeEach(() => {
    now = NOW;
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

  it('lets nobody through whom Slack does not know', async () => {
    await expect(askIn(await workspaceWith([ana]), 'U0NOBODY')).rejects.toMatchObject({ code: 'chat.refused' });
  });

  it('keeps who was there first when two processes read a new group at the same time', async () => {
    const workspace = await workspaceWith([ana]);
    const [one, two] = await Promise.all([askIn(workspace, ana), askIn(workspace, ana)]);
    now += 61_000;

    expect([one.role, two.role, (await askIn(workspace, ana)).role]).toEqual(['approver', 'approver', 'approver']);
  });
});
