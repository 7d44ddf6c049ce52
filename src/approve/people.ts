import { TrailboltError } from '../errors.ts';
import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy.ts';
import type { UnreadableGroup } from '../model/status.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Item, Key, Store, Write } from '../ports/store.ts';
import { groupsIn, namedGroups, personFrom, type GroupRoll } from './person.ts';

/** Membership is asked again after this long; a decision never rests on anything older. */
const FRESH_MS = 60_000;
/** Nobody waits for what is learnt ahead of a click: often enough to notice who joined. */
const LEARN_MS = 60 * 60_000;

/** Refusals of the app as a whole: they say nothing of the group that was asked for. */
const OF_THE_APP = new Set<unknown>([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'ekm_access_denied',
]);

/** Slack's words for a user who is not there. */
const UNKNOWN_USER = new Set<unknown>(['user_not_found', 'user_not_visible', 'users_not_found']);

/** Of one that is unreadable, `members` is what was known before, for when Slack says so again. */
interface StoredRoll extends GroupRoll {
  readonly readAt: number;
  /** Slack's word for why it is unreadable. */
  readonly reason?: string;
}

export interface PeoplePorts {
  readonly chat: Chat;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** The writes that tell those who look after Trailbolt that a group has become unreadable. Absent: the log alone says it. */
  tell?(group: UnreadableGroup, policy: Policy): readonly Write[];
}

/** The user groups of the policy that Slack would not read when it was asked last. */
export async function unreadableGroups(store: Store, policy: Policy): Promise<readonly UnreadableGroup[]> {
  const rolls = await Promise.all(namedGroups(policy).map((id) => store.get<StoredRoll>(rollKey(id))));
  return rolls.flatMap((roll) =>
    roll?.value.unreadable === true ? [{ id: roll.value.id, reason: roll.value.reason ?? 'unknown' }] : [],
  );
}

/** The user groups of the policy as they were read last, for texts: a decision reads them anew. */
export async function knownRolls(store: Store, policy: Policy): Promise<readonly GroupRoll[]> {
  const rolls = await Promise.all(groupsIn(policy).map((id) => store.get<StoredRoll>(rollKey(id))));
  return rolls.flatMap((roll) => (roll === undefined ? [] : [counted(roll.value)]));
}

function rollKey(group: string): Key {
  return { partition: 'group', sort: group };
}

/**
 * Who somebody is, from Slack and the policy. Group membership is recorded when first seen, so that joining an approver
 * group and approving a minute later does not work.
 */
export class People {
  readonly #ports: PeoplePorts;

  constructor(ports: PeoplePorts) {
    this.#ports = ports;
  }

  /**
   * A group that Slack refuses to read has nobody in it, so that one that was deleted takes away no more than itself.
   * @throws TrailboltError of the Chat port: an unanswered question about a person is never taken for a yes.
   */
  async resolve(userId: string, policy: Policy): Promise<Person> {
    const user = await this.#ports.chat.user(userId);
    const groups: GroupRoll[] = [];
    for (const group of groupsIn(policy)) groups.push(await this.#roll(group, policy, FRESH_MS));
    return personFrom(user, groups, policy, this.#ports.clock.now());
  }

  /** The same, or undefined for somebody whom Slack does not know (any more): a run must not wait for them to come back. */
  async find(userId: string, policy: Policy): Promise<Person | undefined> {
    try {
      return await this.resolve(userId, policy);
    } catch (error) {
      if (error instanceof TrailboltError && UNKNOWN_USER.has(error.details['slackError'])) return undefined;
      throw error;
    }
  }

  /**
   * Reads every group of the policy that was not read for an hour. To be called regularly: whoever is in a group when it
   * is first read counts at once, and that moment should be the policy's, not the one of somebody's first click. Never
   * throws; what failed is logged and tried again with the next call.
   */
  async learnGroups(policy: Policy): Promise<void> {
    for (const group of namedGroups(policy)) {
      try {
        await this.#roll(group, policy, LEARN_MS);
      } catch (error) {
        this.#ports.log.error('group.not-learnt', error, { group });
        // The next group would be refused as well, and every click that asks in between.
        if (error instanceof TrailboltError && error.code === 'chat.rate-limited') return;
      }
    }
  }

  async #roll(group: string, policy: Policy, freshMs: number): Promise<GroupRoll> {
    const { store, clock } = this.#ports;
    const key = rollKey(group);
    const now = clock.now();
    const known = await store.get<StoredRoll>(key);
    if (known !== undefined && now - known.value.readAt < freshMs) return counted(known.value);
    const roll = await this.#read(group, known, now);
    const isNews = roll.unreadable === true && known?.value.unreadable !== true;
    // Losing this race is fine: the winner has read the same group at the same time.
    await store.commit([
      { kind: 'put', key, value: roll, if: known === undefined ? 'absent' : { version: known.version } },
      ...(isNews ? (this.#ports.tell?.({ id: group, reason: roll.reason ?? 'unknown' }, policy) ?? []) : []),
    ]);
    return counted(roll);
  }

  async #read(group: string, known: Item<StoredRoll> | undefined, now: number): Promise<StoredRoll> {
    try {
      const listed = await this.#ports.chat.groupMembers(group);
      return { id: group, readAt: now, members: membersSince(known, listed, now) };
    } catch (error) {
      if (!(error instanceof TrailboltError) || !isOfGroup(error)) throw error;
      const reason = String(error.details['slackError']);
      this.#ports.log.error('group.unreadable', error, { group, slackError: reason });
      return { id: group, readAt: now, members: known?.value.members ?? {}, unreadable: true, reason };
    }
  }
}

/** Will this group not be read by another try, while others may? */
function isOfGroup(error: TrailboltError): boolean {
  return ['chat.refused', 'chat.gone'].includes(error.code) && !OF_THE_APP.has(error.details['slackError']);
}

/** The members that count for anything now: of a group that cannot be read, none. */
function counted(roll: StoredRoll): GroupRoll {
  return roll.unreadable === true ? { ...roll, members: {} } : roll;
}

/** Whoever is there when the group is first read counts; who comes later counts after the probation. */
function membersSince(
  known: Item<StoredRoll> | undefined,
  listed: readonly string[],
  now: number,
): Record<string, number> {
  return Object.fromEntries(listed.map((id) => [id, known === undefined ? 0 : (known.value.members[id] ?? now)]));
}
