import { describe, expect, it } from 'vitest';
import { GROUP_PROBATION_MS, groupsIn, hasRole, personFrom, type GroupRoll } from '../../src/approve/person.ts';
import { ROLES, type Role } from '../../src/model/policy.ts';
import type { ChatUser } from '../../src/ports/chat.ts';
import { DAVE_ARN, NOW, personOf, policyOf, ruleOf, TEAM } from './support.ts';

function userOf(more: Partial<ChatUser> = {}): ChatUser {
  return {
    id: 'U0ANA',
    name: 'ana',
    team: TEAM,
    isBot: false,
    isDeleted: false,
    isGuest: false,
    isStranger: false,
    ...more,
  };
}

function rollOf(since: number, id = 'S0SEC'): GroupRoll {
  return { id, members: { U0ANA: since } };
}

const everyRole = policyOf({
  roles: { viewer: ['members'], responder: ['S0SEC'], approver: ['U0ANA'], admin: [] },
});

describe('what a person is', () => {
  it.each<[ChatUser, string]>([
    [userOf(), 'member'],
    [userOf({ isGuest: true }), 'guest'],
    [userOf({ isStranger: true }), 'stranger'],
    [userOf({ team: 'T0OTHER' }), 'stranger'],
    [userOf({ team: '' }), 'stranger'],
    [userOf({ isBot: true }), 'bot'],
    [userOf({ isDeleted: true }), 'deleted'],
    [userOf({ isDeleted: true, isBot: true, isGuest: true, isStranger: true }), 'deleted'],
    [userOf({ isStranger: true, isGuest: true }), 'stranger'],
  ])('%j is a %s', (user, kind) => {
    expect(personFrom(user, [], policyOf(), NOW).kind).toBe(kind);
  });

  it('gives nobody but members a role, a group or `members`, even where the policy names them', () => {
    const guest = personFrom(userOf({ isGuest: true }), [rollOf(0)], everyRole, NOW);

    expect(guest).toMatchObject({ role: undefined, subjects: ['U0ANA'], recentGroups: [] });
  });

  it('gives the highest of several roles', () => {
    expect(personFrom(userOf(), [rollOf(0)], everyRole, NOW).role).toBe('approver');
  });

  it('gives no role where the policy names nobody', () => {
    expect(personFrom(userOf(), [rollOf(0)], policyOf(), NOW).role).toBeUndefined();
  });

  it('joins all principals that the policy lists for the person', () => {
    const policy = policyOf({
      people: [
        { slack: 'U0ANA', name: 'Ana', aws: [DAVE_ARN] },
        { slack: 'U0BEN', name: 'Ben', aws: ['ben'] },
        { slack: 'U0ANA', name: 'Ana again', aws: ['ana'] },
      ],
    });

    expect(personFrom(userOf(), [], policy, NOW).aws).toEqual([DAVE_ARN, 'ana']);
  });
});

describe('group membership', () => {
  it.each([
    ['was there when the group was first read', 0, true],
    ['joined exactly a day ago', NOW - GROUP_PROBATION_MS, true],
    ['joined a millisecond less than a day ago', NOW - GROUP_PROBATION_MS + 1, false],
    ['joined just now', NOW, false],
    ['joined in the future, by a clock that went back', NOW + 1000, false],
  ])('of somebody who %s', (_why, since, counts) => {
    const person = personFrom(userOf(), [rollOf(since)], everyRole, NOW);

    expect(person.subjects.includes('S0SEC')).toBe(counts);
    expect(person.recentGroups).toEqual(counts ? [] : ['S0SEC']);
  });

  it('gives no role of a group that does not count yet', () => {
    const policy = policyOf({ roles: { viewer: [], responder: ['S0SEC'], approver: [], admin: [] } });

    expect(personFrom(userOf(), [rollOf(NOW)], policy, NOW).role).toBeUndefined();
  });

  it('is read for every group that the policy mentions, once, and for nothing else', () => {
    const policy = policyOf({
      roles: { viewer: ['members'], responder: ['S0SEC', 'U0ANA'], approver: ['S0SEC'], admin: ['W0ADA'] },
      approvals: [ruleOf({ approvers: ['S0OPS', 'U0SUE'] }), ruleOf({ approvers: ['S0SEC'] })],
    });

    expect(groupsIn(policy)).toEqual(['S0SEC', 'S0OPS']);
  });
});

describe('roles', () => {
  it('include those before them and no other', () => {
    const allowed = ROLES.map((role) => ROLES.filter((needed) => hasRole(personOf('U0ANA', { role }), needed)));

    expect(allowed).toEqual([
      ['viewer'],
      ['viewer', 'responder'],
      ['viewer', 'responder', 'approver'],
      ['viewer', 'responder', 'approver', 'admin'],
    ]);
  });

  it.each(ROLES)('%s is refused to somebody without any', (needed: Role) => {
    expect(hasRole(personOf('U0ANA', { role: undefined }), needed)).toBe(false);
  });
});
