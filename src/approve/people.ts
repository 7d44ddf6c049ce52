import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Item, Key, Store } from '../ports/store.ts';
import { groupsIn, personFrom, type GroupRoll } from './person.ts';

/** Membership is asked again after this long; a decision never rests on anything older. */
const FRESH_MS = 60_000;

interface StoredRoll extends GroupRoll {
  readonly readAt: number;
}

/**
 * Who somebody is, from Slack and the policy. Group membership is recorded when first seen, so that joining an approver
 * group and approving a minute later does not work.
 */
export class People {
  readonly #chat: Chat;
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(ports: { chat: Chat; store: Store; clock: Clock }) {
    this.#chat = ports.chat;
    this.#store = ports.store;
    this.#clock = ports.clock;
  }

  /** @throws TrailboltError of the Chat port: an unanswered question about a person is never taken for a yes. */
  async resolve(userId: string, policy: Policy): Promise<Person> {
    const user = await this.#chat.user(userId);
    const groups: GroupRoll[] = [];
    for (const group of groupsIn(policy)) groups.push(await this.#roll(group));
    return personFrom(user, groups, policy, this.#clock.now());
  }

  async #roll(group: string): Promise<GroupRoll> {
    const key: Key = { partition: 'group', sort: group };
    const now = this.#clock.now();
    const known = await this.#store.get<StoredRoll>(key);
    if (known !== undefined && now - known.value.readAt < FRESH_MS) return known.value;
    const listed = await this.#chat.groupMembers(group);
    const roll: StoredRoll = { id: group, readAt: now, members: membersSince(known, listed, now) };
    // Losing this race is fine: the winner has read the same group at the same time.
    await this.#store.commit([
      { kind: 'put', key, value: roll, if: known === undefined ? 'absent' : { version: known.version } },
    ]);
    return roll;
  }
}

/** Whoever is there when the group is first read counts; who comes later counts after the probation. */
function membersSince(
  known: Item<StoredRoll> | undefined,
  listed: readonly string[],
  now: number,
): Record<string, number> {
  return Object.fromEntries(listed.map((id) => [id, known === undefined ? 0 : (known.value.members[id] ?? now)]));
}
