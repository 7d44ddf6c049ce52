import { describe, expect, test } from 'vitest';
import { SECURITY_APPROVERS, PEOPLE } from '../../../src/sandbox/slack/cast.ts';
import {
  alerts,
  ana,
  audit,
  general,
  gus,
  post,
  posting,
  rana,
  refusal,
  sid,
  TestClock,
  webClient,
  workspace,
} from './support.ts';

describe('conversations.history and conversations.replies', () => {
  test('history is paged, newest first, without replies', async () => {
    const slack = await workspace({ rateScale: Infinity });
    const first = await post(slack, { channel: alerts, text: 'first' });
    await post(slack, { channel: alerts, text: 'reply', thread_ts: first });
    const second = await post(slack, { channel: alerts, text: 'second' });
    const third = await post(slack, { channel: alerts, text: 'third' });
    const { conversations } = webClient(slack);

    const page = await conversations.history({ channel: alerts, limit: 2 });
    const cursor = page.response_metadata?.next_cursor ?? '';
    const rest = await conversations.history({ channel: alerts, limit: 2, cursor });

    expect(page).toMatchObject({ has_more: true, messages: [{ ts: third }, { ts: second }] });
    expect(rest).toMatchObject({ has_more: false, messages: [{ ts: first, reply_count: 1 }] });
  });

  test('oldest and latest are exclusive unless asked otherwise', async () => {
    const slack = await workspace();
    const [first, second] = [
      await post(slack, { channel: alerts, text: '1' }),
      await post(slack, { channel: alerts, text: '2' }),
    ];
    const { conversations } = webClient(slack);

    const after = await conversations.history({ channel: alerts, oldest: first });
    const both = await conversations.history({ channel: alerts, oldest: first, latest: second, inclusive: true });

    expect(after.messages?.map(({ ts }) => ts)).toEqual([second]);
    expect(both.messages?.map(({ ts }) => ts)).toEqual([second, first]);
  });

  test('metadata shows its payload only when asked for', async () => {
    const slack = await workspace();
    const metadata = { event_type: 'case', event_payload: { id: 'c1' } };
    await post(slack, { channel: alerts, text: 'x', metadata });
    const { conversations } = webClient(slack);

    const short = await conversations.history({ channel: alerts });
    const full = await conversations.history({ channel: alerts, include_all_metadata: true });

    expect(short.messages?.[0]?.metadata).toEqual({ event_type: 'case' });
    expect(full.messages?.[0]?.metadata).toEqual(metadata);
  });

  test('replies begin with their parent', async () => {
    const slack = await workspace();
    const parent = await post(slack, { channel: alerts, text: 'parent' });
    const reply = await post(slack, { channel: alerts, text: 'reply', thread_ts: parent });

    const { messages } = await webClient(slack).conversations.replies({ channel: alerts, ts: parent });

    expect(messages?.map(({ ts }) => ts)).toEqual([parent, reply]);
    expect(messages?.[1]).toMatchObject({ thread_ts: parent, parent_user_id: slack.credentials.botUserId });
  });

  test.each([
    ['conversations.history', { channel: general }, 'not_in_channel'],
    ['conversations.history', { channel: 'C0NOWHERE00' }, 'channel_not_found'],
    ['conversations.history', { channel: alerts, cursor: 'bm90aGluZw==' }, 'invalid_cursor'],
    ['conversations.history', { channel: alerts, limit: -1 }, 'invalid_limit'],
    ['conversations.history', { channel: alerts, oldest: 'yesterday' }, 'invalid_ts_oldest'],
    ['conversations.replies', { channel: alerts, ts: '1.000000' }, 'thread_not_found'],
    ['conversations.info', { channel: 'C0NOWHERE00' }, 'channel_not_found'],
    ['conversations.list', { types: 'secret_channel' }, 'invalid_types'],
    ['conversations.join', { channel: audit }, 'method_not_supported_for_channel_type'],
    ['users.info', { user: 'U0NOBODY00' }, 'user_not_found'],
    ['users.lookupByEmail', { email: 'nobody@example.com' }, 'users_not_found'],
    ['usergroups.users.list', { usergroup: 'S0NOGROUP0' }, 'no_such_subteam'],
  ])('%s with %o is %s', async (method, args, error) => {
    const slack = await workspace();

    expect(await refusal(webClient(slack).apiCall(method, args))).toMatchObject({ error });
  });
});

describe('channels and people', () => {
  test('joining a public channel lets the app post there', async () => {
    const slack = await workspace();

    await webClient(slack).conversations.join({ channel: general });

    expect(await post(slack, { channel: general, text: 'here' })).toMatch(/^\d+\.\d{6}$/);
  });

  test('the list shows private channels to members only', async () => {
    const slack = await workspace();
    const { conversations } = webClient(slack);
    const types = 'public_channel,private_channel';

    const inside = await conversations.list({ types });
    slack.setMembers(audit, [ana]);
    const outside = await conversations.list({ types });

    expect(inside.channels?.map(({ id }) => id)).toEqual([alerts, audit, general]);
    expect(outside.channels?.map(({ id }) => id)).toEqual([alerts, general]);
  });

  test('a stranger belongs to another workspace, and is no stranger where he shares a channel', async () => {
    const slack = await workspace();
    const { users } = webClient(slack);

    const { user: shared } = await users.info({ user: sid });
    slack.setMembers(alerts, [rana, slack.credentials.botUserId]);
    const { user: elsewhere } = await users.info({ user: sid });

    expect(shared).toMatchObject({ team_id: 'T0NORTHWIND', is_stranger: false });
    expect(elsewhere).toMatchObject({ is_stranger: true });
    expect((await users.info({ user: rana })).user).toMatchObject({ team_id: slack.credentials.teamId });
    expect((await users.info({ user: gus })).user).toMatchObject({ is_restricted: true });
  });

  test('e-mail addresses need their scope', async () => {
    const slack = await workspace({ app: { scopes: ['users:read'] } });

    const { user } = await webClient(slack).users.info({ user: ana });

    expect(user?.profile).not.toHaveProperty('email');
  });

  test('people are found by e-mail and by user group', async () => {
    const slack = await workspace();
    const client = webClient(slack);

    expect(await client.users.lookupByEmail({ email: 'ANA@example.com' })).toMatchObject({ user: { id: ana } });
    expect(await client.users.list({})).toMatchObject({
      members: expect.arrayContaining([{ id: ana }].map((part) => expect.objectContaining(part))),
    });
    expect(await client.usergroups.users.list({ usergroup: SECURITY_APPROVERS })).toMatchObject({
      users: [ana, PEOPLE.ben, PEOPLE.dave],
    });
    expect(await client.usergroups.list({ include_users: true, include_count: true })).toMatchObject({
      usergroups: [{ id: SECURITY_APPROVERS, handle: 'security-approvers', user_count: 3 }],
    });
    slack.setGroupUsers(SECURITY_APPROVERS, [rana]);
    expect(await client.usergroups.users.list({ usergroup: SECURITY_APPROVERS })).toMatchObject({ users: [rana] });
  });
});

describe('what admins do', () => {
  test('a disabled user group is there for those only who ask for disabled ones', async () => {
    const slack = await workspace();
    const { usergroups } = webClient(slack);
    slack.disableGroup(SECURITY_APPROVERS);

    await expect(usergroups.users.list({ usergroup: SECURITY_APPROVERS })).rejects.toMatchObject({
      data: { error: 'no_such_subteam' },
    });
    expect(await usergroups.users.list({ usergroup: SECURITY_APPROVERS, include_disabled: true })).toMatchObject({
      users: [ana, PEOPLE.ben, PEOPLE.dave],
    });
    expect(await usergroups.list({})).toMatchObject({ usergroups: [] });
    slack.disableGroup(SECURITY_APPROVERS, false);
    expect((await usergroups.list({})).usergroups).toHaveLength(1);
  });

  test('a token whose app was removed is refused until there is another', async () => {
    const slack = await workspace();
    const { auth } = webClient(slack);
    slack.refuseToken('token_revoked');

    await expect(auth.test()).rejects.toMatchObject({ data: { error: 'token_revoked' } });
    slack.refuseToken(undefined);
    expect(await auth.test()).toMatchObject({ ok: true });
  });

  test('a person gets another name, loses their address, is deactivated', async () => {
    const slack = await workspace();
    const { users } = webClient(slack);
    slack.changePerson(ana, { name: 'ana.d', email: null });

    expect(await users.info({ user: ana })).toMatchObject({ user: { name: 'ana.d', deleted: false } });
    await expect(users.lookupByEmail({ email: 'ana@example.com' })).rejects.toMatchObject({
      data: { error: 'users_not_found' },
    });
    slack.changePerson(ana, { isDeleted: true });
    expect(await users.info({ user: ana })).toMatchObject({ user: { deleted: true } });
  });

  test('a channel that becomes private is gone for an app that is not in it', async () => {
    const slack = await workspace();
    slack.makePrivate(alerts);
    await post(slack, { channel: alerts, text: 'still here' });
    slack.setMembers(alerts, [ana]);

    await expect(post(slack, { channel: alerts, text: 'gone' })).rejects.toMatchObject({
      data: { error: 'channel_not_found' },
    });
  });
});

describe('a conversation with one person', () => {
  test('is opened once, is seen by that person only, and takes messages', async () => {
    const slack = await workspace();
    const { conversations } = webClient(slack);
    const { channel } = await conversations.open({ users: ana });
    const again = await conversations.open({ users: ana });
    const direct = channel?.id ?? '';
    await post(slack, { channel: direct, text: 'Was that you?' });
    const shown = slack.snapshot().channels.find(({ id }) => id === direct);

    expect(direct).toMatch(/^D/);
    expect(again).toMatchObject({ channel: { id: direct }, already_open: true });
    expect(shown?.members).toEqual([ana, slack.credentials.botUserId]);
    expect(await conversations.history({ channel: direct })).toMatchObject({ messages: [{ text: 'Was that you?' }] });
    expect((await conversations.list({ types: 'public_channel,private_channel' })).channels).not.toContainEqual(
      expect.objectContaining({ id: direct }),
    );
  });

  test('is told in full where that is asked for, and not made where that is forbidden', async () => {
    const slack = await workspace();
    const { conversations } = webClient(slack);

    expect((await refusal(conversations.open({ users: ana, prevent_creation: true }))).error).toBe('channel_not_found');
    const { channel } = await conversations.open({ users: ana, return_im: true });
    expect(channel).toMatchObject({ is_im: true, user: ana });
    expect(channel).not.toHaveProperty('name');
    expect(await conversations.open({ channel: channel?.id ?? '' })).toMatchObject({ channel: { id: channel?.id } });
    expect((await refusal(conversations.open({ channel: alerts }))).error).toBe(
      'method_not_supported_for_channel_type',
    );
  });

  test('takes a message that names the person instead of a channel', async () => {
    const slack = await workspace();

    const { channel } = await posting(slack, { channel: ana, text: 'Was that you?' });

    expect(channel).toBe((await webClient(slack).conversations.open({ users: ana })).channel?.id);
  });

  test.each([
    ['', 'users_list_not_supplied'],
    ['U0NOBODY99', 'user_not_found'],
    [`${ana},${rana}`, 'missing_scope'],
    [Array(9).fill(ana).join(','), 'too_many_users'],
  ])('with “%s” is refused: %s', async (users, code) => {
    const slack = await workspace();

    expect((await refusal(webClient(slack).conversations.open({ users }))).error).toBe(code);
  });

  test('needs a scope of its own', async () => {
    const slack = await workspace({ app: { scopes: ['chat:write'] } });

    expect((await refusal(webClient(slack).conversations.open({ users: ana }))).error).toBe('missing_scope');
  });
});

describe('listing conversations', () => {
  test('needs the scope of each kind that is asked for', async () => {
    const slack = await workspace({ app: { scopes: ['channels:read'] } });
    const { conversations } = webClient(slack);
    const both = await refusal(conversations.list({ types: 'public_channel,private_channel' }));

    expect((await conversations.list({})).channels).not.toHaveLength(0);
    expect(both.data).toMatchObject({ error: 'missing_scope', needed: 'channels:read,groups:read' });
    expect((await refusal(conversations.list({ types: 'im' }))).error).toBe('missing_scope');
    expect((await refusal(conversations.list({ types: 'slack' }))).error).toBe('invalid_types');
  });

  test('counts the members, which asking for one conversation does only on request', async () => {
    const slack = await workspace();
    const { conversations } = webClient(slack);

    expect((await conversations.info({ channel: alerts })).channel).not.toHaveProperty('num_members');
    expect((await conversations.info({ channel: alerts, include_num_members: true })).channel).toHaveProperty(
      'num_members',
    );
    expect((await conversations.list({})).channels?.[0]).toHaveProperty('num_members');
  });
});

describe('a channel that an admin', () => {
  test('has deleted is not there any more, for nobody and no method', async () => {
    const slack = await workspace();
    const ts = await post(slack, { channel: alerts, text: 'x' });
    slack.deleteChannel(alerts);
    const { chat, conversations } = webClient(slack);
    const refused = await Promise.all([
      refusal(post(slack, { channel: alerts, text: 'x' })),
      refusal(chat.update({ channel: alerts, ts, text: 'y' })),
      refusal(conversations.history({ channel: alerts })),
    ]);

    expect(refused.map(({ error }) => error)).toEqual(['channel_not_found', 'channel_not_found', 'channel_not_found']);
    expect(slack.snapshot().channels.map(({ id }) => id)).not.toContain(alerts);
    expect((await slack.gesture({ do: 'say', user: ana, channel: alerts, text: 'x' })).ok).toBe(false);
  });

  test('has renamed keeps its id', async () => {
    const slack = await workspace();
    slack.renameChannel(alerts, 'incidents');

    await post(slack, { channel: alerts, text: 'x' });
    expect(await webClient(slack).conversations.info({ channel: alerts })).toMatchObject({
      channel: { id: alerts, name: 'incidents' },
    });
  });
});

describe('rate limits', () => {
  test('posting is limited per channel, and says how long to wait', async () => {
    const clock = new TestClock();
    const slack = await workspace({ now: clock.now });
    const postTo = (channel: string): Promise<string> => post(slack, { channel, text: 'x' });
    for (let count = 0; count < 4; count += 1) await postTo(alerts);

    const limited = await postTo(alerts).catch((error: unknown) => error);

    expect(limited).toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 });
    await postTo(audit);
    clock.advance(1000);
    await postTo(alerts);
    expect(slack.callCounts()['chat.postMessage']).toEqual({ calls: 7, refused: 0, rateLimited: 1 });
  });

  test('a tier counts per method, and can be scaled', async () => {
    const clock = new TestClock();
    const slack = await workspace({ now: clock.now, rateScale: 0.1 });
    const { users, usergroups } = webClient(slack);
    await users.list({});
    await users.list({});

    const limited = await users.list({}).catch((error: unknown) => error);

    expect(limited).toMatchObject({ retryAfter: 30 });
    await usergroups.list({});
  });
});
