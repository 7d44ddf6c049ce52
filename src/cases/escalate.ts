import { escalationNote, notPagedNote, pagedNote } from '../../blocks/escalation-note.ts';
import { TrailboltError } from '../errors.ts';
import type { Case, CaseEscalation } from '../model/case.ts';
import type { Escalation, Policy } from '../model/policy.ts';
import type { Audit } from '../ports/audit.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Page, Pager } from '../ports/pager.ts';
import type { Item, Store, Write } from '../ports/store.ts';
import type { Timer, Timers } from '../ports/timers.ts';
import { caseWrites } from './case-index.ts';
import { caseKey } from './case-store.ts';
import { readMutes } from './mutes.ts';
import { createOutbox } from './outbox.ts';
import { caseTag, readPosted } from './posted.ts';

export interface EscalatePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly audit: Audit;
  readonly pager: Pager;
  readonly chat: Pick<Chat, 'permalink'>;
  readonly log: Log;
  readonly policy: () => Promise<Policy>;
}

/** The alert that arrives in the same moment wins the race; the call is made upon what it left. */
const TRIES = 20;

/** The timer that calls people to a case, unless somebody has acknowledged it until then. */
function mentionTimer(it: Case, { mentionAfter }: Escalation): Timer {
  const since = it.criticalAt ?? it.openedAt;
  return { id: `mention-${it.id}-${since}`, dueAt: since + mentionAfter * 1000, kind: 'case.mention', subject: it.id };
}

function pageTimer(it: Case, after: number): Timer {
  const since = it.criticalAt ?? it.openedAt;
  return { id: `page-${it.id}-${since}`, dueAt: since + after * 1000, kind: 'case.page', subject: it.id };
}

/** The writes that go with a case's becoming critical, or with its taking over what was: none where the policy calls nobody. */
export function alarm({ escalation }: Policy, timers: Pick<Timers, 'arm'>, it: Case): readonly Write[] {
  if (escalation === undefined) return [];
  const { mentionedAt, pagedAt } = it.escalated?.criticalAt === it.criticalAt ? (it.escalated ?? {}) : {};
  if (mentionedAt === undefined) return [timers.arm(mentionTimer(it, escalation))];
  return escalation.pager === undefined || pagedAt !== undefined
    ? []
    : [timers.arm(pageTimer(it, escalation.pager.after))];
}

/** Mentions whom the policy names in the case's thread, for the channel to see. Again, or too late, changes nothing. */
export async function mentionOnCall(ports: EscalatePorts, caseId: string): Promise<void> {
  const { store, clock, timers } = ports;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const found = await waitingCase(ports, caseId);
    if (found === undefined) return auditCalls(ports, caseId);
    const { item, it, so, escalation, policy } = found;
    const now = clock.now();
    if (so.mentionedAt !== undefined) return auditCalls(ports, caseId);
    if (now < mentionTimer(it, escalation).dueAt) return;
    const account = nameOf(policy, it.account);
    const next: Case = { ...it, escalated: { ...so, mentionedAt: now } };
    const page = escalation.pager === undefined ? undefined : pageTimer(it, escalation.pager.after);
    const commit = await store.commit([
      ...caseWrites(item, next),
      createOutbox(() => now).note(
        `mention-${it.id}-${so.criticalAt}`,
        next,
        escalationNote({ case: it, account, mention: escalation.mention, since: so.criticalAt, now }),
        'broadcast',
      ),
      ...(page === undefined ? [] : [timers.arm(page)]),
    ]);
    if (!commit.ok) continue;
    await auditCalls(ports, caseId);
    if (page !== undefined) await timers.nudge(page);
    return;
  }
  throw contended(caseId);
}

/**
 * Publishes a page. That it is begun is written first: after a crash in between nobody can know whether the topic took
 * it, and it is published again under the same id, by which a pager, or a FIFO topic, knows it for the same. A page that
 * comes twice is better than none.
 */
export async function pageOnCall(ports: EscalatePorts, caseId: string): Promise<void> {
  const { store, clock, log } = ports;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const found = await waitingCase(ports, caseId);
    const pager = found?.escalation.pager;
    if (found === undefined || pager === undefined) return auditCalls(ports, caseId);
    const { item, it, so, policy } = found;
    const now = clock.now();
    if (so.pagedAt !== undefined) return auditCalls(ports, caseId);
    if (now < pageTimer(it, pager.after).dueAt) return;
    if (so.pagingAt === undefined) {
      const begun: Case = { ...it, escalated: { ...so, pagingAt: now } };
      await store.commit(caseWrites(item, begun));
      continue;
    }
    const page = await pageOf(ports, it, so.criticalAt, nameOf(policy, it.account));
    await ports.pager.page(pager.topic, page).catch(async (error: unknown) => {
      // It is tried again; whoever watches the channel should know that nobody was woken yet.
      await store.commit([
        createOutbox(() => now).note(`no-page-${it.id}-${so.criticalAt}`, it, notPagedNote(), 'broadcast'),
      ]);
      throw error;
    });
    log.info('case.paged', { case: it.id });
    const done = await keepPaged(ports, caseId, so.criticalAt, now);
    if (!done) throw contended(caseId);
    await auditCalls(ports, caseId);
    return;
  }
  throw contended(caseId);
}

async function pageOf(ports: EscalatePorts, it: Case, criticalAt: number, account: string): Promise<Page> {
  return {
    id: `trailbolt-${it.id}-${criticalAt}`,
    case: it.id,
    level: it.level,
    title: it.lines[0]?.rule.title ?? 'Suspicious activity',
    actor: it.actor.root.name,
    account,
    since: new Date(criticalAt).toISOString(),
    link: await linkTo(ports, it),
  };
}

/** That the page is out, and the thread's word of it, in one commit: whatever else happens to the case meanwhile. */
async function keepPaged(ports: EscalatePorts, caseId: string, criticalAt: number, now: number): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = await ports.store.get<Case>(caseKey(caseId));
    if (item === undefined || item.value.escalated?.criticalAt !== criticalAt) return true;
    const next: Case = { ...item.value, escalated: { ...item.value.escalated, pagedAt: now } };
    const commit = await ports.store.commit([
      ...caseWrites(item, next),
      createOutbox(() => now).note(`page-${caseId}-${criticalAt}`, next, pagedNote()),
    ]);
    if (commit.ok) return true;
  }
  return false;
}

interface Waiting {
  readonly item: Item<Case>;
  readonly it: Case;
  readonly so: CaseEscalation;
  readonly escalation: Escalation;
  readonly policy: Policy;
}

/**
 * The case, where nobody has said that they look at it: neither acknowledged nor closed, nor muted from its card since.
 * A freeze stops what changes AWS, not what calls people.
 */
async function waitingCase(ports: EscalatePorts, caseId: string): Promise<Waiting | undefined> {
  const [item, policy, mutes] = await Promise.all([
    ports.store.get<Case>(caseKey(caseId)),
    ports.policy(),
    readMutes(ports.store, ports.clock.now()),
  ]);
  const it = item?.value;
  const { escalation } = policy;
  if (item === undefined || it === undefined || escalation === undefined) return undefined;
  const { criticalAt } = it;
  if (it.status !== 'open' || it.level !== 'critical' || criticalAt === undefined) return undefined;
  if (mutes.some((mute) => mute.caseId === caseId && mute.at >= criticalAt)) return undefined;
  const so = it.escalated?.criticalAt === criticalAt ? it.escalated : { criticalAt };
  return { item, it, so, escalation, policy };
}

async function linkTo(ports: EscalatePorts, it: Case): Promise<string | undefined> {
  const ref = (await readPosted(ports.store, caseTag(it.id)))?.value.ref;
  // Slack may be what is down: a page without its link is better than none.
  return ref === undefined
    ? undefined
    : ports.chat.permalink(ref).catch((error: unknown) => {
        ports.log.error('case.no-link', error, { case: it.id });
        return undefined;
      });
}

function nameOf(policy: Policy, account: string): string {
  return policy.accounts.find(({ id }) => id === account)?.alias ?? account;
}

/** What was done, from the case itself: a crash right after it was done leaves nothing out, and no second try adds to it. */
async function auditCalls({ store, audit }: EscalatePorts, caseId: string): Promise<void> {
  const so = (await store.get<Case>(caseKey(caseId)))?.value.escalated;
  const done = [
    ['case.escalated', so?.mentionedAt],
    ['case.paged', so?.pagedAt],
  ] as const;
  for (const [event, at] of done) {
    if (so === undefined || at === undefined) continue;
    await audit.append({
      id: `${event}:${caseId}:${so.criticalAt}`,
      chain: caseId,
      at: new Date(at).toISOString(),
      event,
      who: 'trailbolt',
      data: {},
    });
  }
}

function contended(caseId: string): TrailboltError {
  return new TrailboltError('case.contended', `Case ${caseId} is changing too fast; it is tried again.`);
}
