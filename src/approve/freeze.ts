import { freezeNotice } from '../../blocks/freeze-notice.ts';
import { TrailboltError } from '../errors.ts';
import { frozenInWords, type FreezeState } from '../model/freeze.ts';
import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy.ts';
import type { Audit } from '../ports/audit.ts';
import type { ChatMessage } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Item, Key, Store, Write } from '../ports/store.ts';
import { hasRole } from './person.ts';

/** How long the first of two who thaw waits for the second, in milliseconds. */
const THAW_MS = 15 * 60_000;
/** Two people at once lose races; each reads again. */
const TRIES = 20;

const KEY: Key = { partition: 'freeze', sort: 'state' };

/** What is stored: the freeze, or null once it was thawed; and the click that wrote it last. */
interface FreezeDocument {
  readonly state: FreezeState | null;
  readonly key: string;
}

export interface FreezePorts {
  readonly store: Store;
  readonly audit: Audit;
  readonly clock: Clock;
  /** The writes that tell everybody, once per id. */
  announce(policy: Policy, id: string, message: ChatMessage): readonly Write[];
}

/** A word of somebody about the freeze. */
export interface FreezeClick {
  readonly person: Person;
  readonly policy: Policy;
  /** Identity of the click: the same one delivered twice is answered alike. */
  readonly key: string;
}

interface Answer {
  readonly allowed: boolean;
  readonly sentence: string;
}

/**
 * Undefined: nothing is frozen.
 * @throws TrailboltError what the store throws: whoever cannot read it must not act.
 */
export async function readFreeze(store: Store): Promise<FreezeState | undefined> {
  return (await store.get<FreezeDocument>(KEY))?.value.state ?? undefined;
}

/** Stops everything, by the word of any approver. Said again, it takes back a thaw that was begun. */
export async function freeze(ports: FreezePorts, click: FreezeClick & { readonly reason: string }): Promise<Answer> {
  if (!mayFreeze(click)) return refused(ports, 'freeze.refused', click);
  const { person, key } = click;
  return settle(ports, click, (current, now) => {
    const known = current?.state ?? undefined;
    if (known === undefined || current?.key === key)
      return {
        state: known ?? { by: person.id, at: now, reason: click.reason },
        event: 'freeze.set',
        data: { reason: known?.reason ?? click.reason },
        sentence: 'Frozen: nothing is approved or run until two approvers have said /trail thaw.',
      };
    if (known.thawing === undefined || known.thawing.until <= now) return { sentence: frozenInWords(known) };
    const { thawing, ...still } = known;
    return {
      state: still,
      event: 'freeze.kept',
      data: { against: thawing.by },
      sentence: 'It stays frozen: the thaw that was begun counts no more.',
    };
  });
}

/** Lets things go on, by the word of two approvers within a quarter of an hour. */
export async function thaw(ports: FreezePorts, click: FreezeClick): Promise<Answer> {
  if (!mayFreeze(click)) return refused(ports, 'thaw.refused', click);
  const { person, key } = click;
  return settle(ports, click, (current, now) => {
    const thawed = { state: null, event: 'freeze.thawed', sentence: 'Thawed: things go on.' } as const;
    const begun = 'Your word counts; another approver has to say /trail thaw within 15 minutes.';
    const known = current?.state ?? undefined;
    if (known === undefined)
      return current?.key === key ? { ...thawed, data: {} } : { sentence: 'Trailbolt is not frozen.' };
    const { thawing } = known;
    if (thawing === undefined || thawing.until <= now || current?.key === key)
      return {
        state: current?.key === key ? known : { ...known, thawing: { by: person.id, until: now + THAW_MS } },
        event: 'freeze.thawing',
        data: {},
        sentence: begun,
      };
    if (thawing.by === person.id)
      return { sentence: 'You have said so already; another approver has to say /trail thaw, too.' };
    return { ...thawed, data: { with: thawing.by } };
  });
}

/** Members who are approvers by role, or whom some rule lists. */
function mayFreeze({ person, policy }: FreezeClick): boolean {
  if (person.kind !== 'member') return false;
  const listed = policy.approvals.some((rule) => rule.approvers.some((subject) => person.subjects.includes(subject)));
  return listed || hasRole(person, 'approver');
}

async function refused(ports: FreezePorts, event: string, { person, key }: FreezeClick): Promise<Answer> {
  await append(ports, event, key, person, ports.clock.now(), {});
  return { allowed: false, sentence: 'Only approvers can freeze and thaw Trailbolt.' };
}

/** What a word changes; without an event it changes nothing. */
type Change =
  | { readonly sentence: string; readonly event?: undefined }
  | {
      readonly sentence: string;
      readonly state: FreezeState | null;
      readonly event: 'freeze.set' | 'freeze.kept' | 'freeze.thawing' | 'freeze.thawed';
      readonly data: Readonly<Record<string, string>>;
    };

async function settle(
  ports: FreezePorts,
  { person, policy, key }: FreezeClick,
  change: (current: FreezeDocument | undefined, now: number) => Change,
): Promise<Answer> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item: Item<FreezeDocument> | undefined = await ports.store.get<FreezeDocument>(KEY);
    const now = ports.clock.now();
    const next = change(item?.value, now);
    if (next.event === undefined) return { allowed: false, sentence: next.sentence };
    const notice = freezeNotice({ event: next.event, by: person, reason: next.data['reason'] ?? '' });
    const commit = await ports.store.commit([
      {
        kind: 'put',
        key: KEY,
        value: { state: next.state, key } satisfies FreezeDocument,
        if: item === undefined ? 'absent' : { version: item.version },
      },
      ...ports.announce(policy, `${next.event}-${key}`, notice),
    ]);
    if (!commit.ok) continue;
    await append(ports, next.event, key, person, now, { ...next.data, policy: policy.digest });
    return { allowed: true, sentence: next.sentence };
  }
  throw new TrailboltError('freeze.contended', 'Others are freezing or thawing at this moment; try again.');
}

async function append(
  ports: FreezePorts,
  event: string,
  key: string,
  person: Person,
  at: number,
  data: Readonly<Record<string, string>>,
): Promise<void> {
  await ports.audit.append({
    id: `${event}:${key}`,
    chain: 'system',
    at: new Date(at).toISOString(),
    event,
    who: person.id,
    data,
  });
}
