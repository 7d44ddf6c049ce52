import { TrailboltError } from '../errors.ts';
import { actorsOf, type Case } from '../model/case.ts';
import type { Level } from '../model/level.ts';
import type { Mute, MuteScope } from '../model/mute.ts';
import type { Person } from '../model/person.ts';
import type { MuteBounds } from '../model/policy.ts';
import type { Audit } from '../ports/audit.ts';
import type { ChatMessage } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store, Write } from '../ports/store.ts';
import { readStanding, readUnmerged } from './case-store.ts';
import { isSevere, muteKey } from './mutes.ts';
import { createOutbox } from './outbox.ts';

const HOUR_MS = 60 * 60 * 1000;

/** How long a rule of that level may be muted at most, in hours: what is severe is looked at again sooner. */
export function longestMute({ severe, other }: MuteBounds, level: Level): number {
  return isSevere(level) ? severe : other;
}

export interface MutePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: Audit;
  /** What the channel is told. */
  say(event: 'muted' | 'lifted', mute: Mute, by: Pick<Person, 'id' | 'name'>): ChatMessage;
}

export interface MuteWish {
  readonly caseId: string;
  readonly ruleId: string;
  readonly scope: MuteScope;
  readonly hours: number;
  readonly reason: string;
  readonly person: Pick<Person, 'id' | 'name'>;
  /** May this person do what needs the role approver? */
  readonly isApprover: boolean;
  /** What the policy allows. */
  readonly longest: MuteBounds;
  /** Identity of the submission: the same one twice makes one mute. */
  readonly key: string;
}

/**
 * Mutes a rule of a case, and tells the channel in the same commit.
 * @throws TrailboltError `case.missing`, `case.merged`, `mute.no-rule`, `mute.not-of-case` for a scope that the case has nothing of,
 * `mute.needs-approver`, `mute.too-long`, `mute.no-reason`, `mute.differs` when the key made another mute.
 */
export async function createMute(ports: MutePorts, wish: MuteWish): Promise<Mute> {
  const { store } = ports;
  const id = wish.key.slice(0, 16);
  const known = await store.get<Mute>(muteKey(id));
  if (known !== undefined && !saysTheSame(known.value, wish))
    throw new TrailboltError('mute.differs', 'This window has muted something else before; open it again.');
  const mute = known?.value ?? (await insertMute(ports, wish, id));
  await ports.audit.append({
    id: `case.muted:${id}`,
    chain: mute.caseId,
    at: new Date(mute.at).toISOString(),
    event: 'case.muted',
    who: mute.by,
    data: { mute: id, rule: mute.rule.id, scope: { ...mute.scope }, until: mute.until, reason: mute.reason },
  });
  return mute;
}

/** A delivery that came twice, or a second press of the same button. */
function saysTheSame(known: Mute, wish: MuteWish): boolean {
  return (
    known.by === wish.person.id &&
    known.caseId === wish.caseId &&
    known.rule.id === wish.ruleId &&
    JSON.stringify(known.scope) === JSON.stringify(wish.scope) &&
    known.until - known.at === wish.hours * HOUR_MS
  );
}

async function insertMute(ports: MutePorts, wish: MuteWish, id: string): Promise<Mute> {
  const { value: it } = await readUnmerged(ports.store, wish.caseId);
  const mute = muteFrom(wish, it, id, ports.clock.now());
  await ports.store.commit([
    { kind: 'put', key: muteKey(id), value: mute, if: 'absent', expiresAt: Math.ceil(mute.until / 1000) },
    ...told(ports, it, `muted-${id}`, ports.say('muted', mute, wish.person)),
  ]);
  return mute;
}

function muteFrom(wish: MuteWish, it: Case, id: string, now: number): Mute {
  const rule = it.lines.find((line) => line.rule.id === wish.ruleId)?.rule;
  if (rule === undefined) throw new TrailboltError('mute.no-rule', `Case ${it.id} has no such rule.`);
  if (!ofCase(wish.scope, it))
    throw new TrailboltError('mute.not-of-case', `Case ${it.id} has nothing of what should be muted.`);
  if (isSevere(rule.level) && !wish.isApprover)
    throw new TrailboltError(
      'mute.needs-approver',
      `“${rule.title}” is ${rule.level}: only an approver may mute it. Nothing was muted.`,
    );
  const most = longestMute(wish.longest, rule.level);
  if (!(wish.hours > 0 && wish.hours <= most))
    throw new TrailboltError(
      'mute.too-long',
      `A rule of level ${rule.level} can be muted for ${most / 24} days at most. Nothing was muted.`,
    );
  if (wish.reason.trim() === '') throw new TrailboltError('mute.no-reason', 'Say why; nothing was muted.');
  return {
    id,
    account: it.account,
    rule: { id: rule.id, title: rule.title, level: rule.level },
    scope: wish.scope,
    caseId: it.id,
    reason: wish.reason.trim(),
    by: wish.person.id,
    at: now,
    until: now + wish.hours * HOUR_MS,
  };
}

/** Whatever a modal claims, a mute is about what its case is about. */
function ofCase(scope: MuteScope, it: Case): boolean {
  if (scope.kind === 'account') return true;
  if (scope.kind === 'actor') return actorsOf(it).some(({ root }) => root.id === scope.id);
  return it.targets.some((target) => target.id === scope.id);
}

/**
 * Ends a mute before its time. Ending one that is gone changes nothing.
 * @returns the mute that was lifted now, or undefined.
 */
export async function liftMute(
  ports: MutePorts,
  input: { readonly id: string; readonly person: Pick<Person, 'id' | 'name'> },
): Promise<Mute | undefined> {
  const { store, clock } = ports;
  const item = input.id.isWellFormed() && input.id !== '' ? await store.get<Mute>(muteKey(input.id)) : undefined;
  if (item === undefined) return undefined;
  const mute = item.value;
  const { value: it } = await readStanding(store, mute.caseId);
  const commit = await store.commit([
    { kind: 'delete', key: muteKey(mute.id), if: { version: item.version } },
    ...told(ports, it, `lifted-${mute.id}`, ports.say('lifted', mute, input.person)),
  ]);
  if (!commit.ok) return undefined;
  await ports.audit.append({
    id: `case.unmuted:${mute.id}`,
    chain: mute.caseId,
    at: new Date(clock.now()).toISOString(),
    event: 'case.unmuted',
    who: input.person.id,
    data: { mute: mute.id, rule: mute.rule.id },
  });
  return mute;
}

/** In the case's thread, for the whole channel to see. The card comes first: without it there is no thread. */
function told(ports: MutePorts, it: Case, id: string, message: ChatMessage): readonly Write[] {
  const outbox = createOutbox(() => ports.clock.now());
  return [outbox.card(it), outbox.note(id, it, message, 'broadcast')];
}
