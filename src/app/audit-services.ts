import type { AuditAnswer } from '../../blocks/audit-answer.ts';
import { spentIn } from '../approve/budgets.ts';
import { readFreeze } from '../approve/freeze.ts';
import { unreadableGroups } from '../approve/people.ts';
import { isQuiet } from '../approve/quiet-hours.ts';
import { caseKey } from '../cases/case-store.ts';
import { stalledChannels } from '../cases/channel-lease.ts';
import { outboxPartition } from '../cases/outbox.ts';
import { TrailboltError } from '../errors.ts';
import type { Policy } from '../model/policy.ts';
import type { StalledChannel } from '../model/status.ts';
import type { ActionRequest } from '../model/request.ts';
import type { AuditRecord } from '../ports/audit.ts';
import { requestKey } from '../remediate/request-key.ts';
import type { SlackServices } from '../slack/services.ts';
import type { WorkerPorts } from './worker-ports.ts';

const DAY_MS = 24 * 60 * 60_000;
/** How far back a person is looked for, and how many records are read for one answer. */
const LONGEST_MS = 90 * DAY_MS;
const READ = 500;

/** What the Slack stage asks of the audit, and of how Trailbolt stands. */
export function createAuditServices(ports: WorkerPorts): Pick<SlackServices, 'audit' | 'status'> {
  return {
    audit: (question) => answer(ports, question),
    async status({ role }) {
      const [policy, frozen] = await Promise.all([ports.policy(), readFreeze(ports.store)]);
      const now = ports.clock.now();
      return {
        stalled: await stalledWith(ports),
        groups: await unreadableGroups(ports.store, policy),
        role,
        frozen,
        policy: policy.digest,
        policyProblem: ports.policy.reading().problem,
        quiet: isQuiet(policy.quietHours, now),
        budgets: policy.budgets,
        accounts: await Promise.all(
          policy.accounts.map(async (account) => ({
            alias: account.alias,
            reads: account.readRole !== undefined,
            acts: account.actRole !== undefined,
            writesIam: account.iamActRole !== undefined,
            isProtected: policy.protected.accounts.includes(account.id),
            people: await spentIn(ports.store, 'people', account.id, now),
            automations: await spentIn(ports.store, 'automations', account.id, now),
          })),
        ),
      };
    },
  };
}

/** What waits is counted as far as one page of the store goes. */
async function stalledWith({ store }: WorkerPorts): Promise<readonly StalledChannel[]> {
  // Conversations with one person are nobody else's business.
  const stalled = (await stalledChannels(store)).filter(({ channel }) => !channel.startsWith('D'));
  return Promise.all(
    stalled.map(async ({ channel, stall }) => ({
      channel,
      since: stall.since,
      ...(stall.reason === undefined ? {} : { reason: stall.reason }),
      waiting: (await store.list(outboxPartition(channel), { limit: 100 })).items.length,
    })),
  );
}

async function answer(
  { store, audit, clock, policy }: WorkerPorts,
  { about, from }: { readonly about: string; readonly from: number | undefined },
): Promise<AuditAnswer> {
  const now = clock.now();
  if (about === '')
    return within(await audit.written(newest(from ?? now - DAY_MS, now)), 'everybody', from ?? now - DAY_MS);
  // What people type need not even be a key.
  const id = about.isWellFormed() && about.length <= 100 ? about : '';
  const request = id === '' ? undefined : await store.get<ActionRequest>(requestKey(id));
  const chain = request?.value.caseId ?? id;
  if (request !== undefined || (id !== '' && (await store.get(caseKey(id))) !== undefined)) {
    const records = (await audit.read(chain)).filter(
      (record) =>
        (request === undefined || record.data['request'] === id) &&
        (from === undefined || Date.parse(record.at) >= from),
    );
    return {
      about: request === undefined ? `case ${id}` : `request ${id}`,
      from,
      records: records.toReversed(),
      partial: false,
      chain: { broken: await audit.verify(chain) },
    };
  }
  const person = personIn(about, await policy());
  if (person === undefined)
    throw new TrailboltError(
      'audit.unknown',
      `“${about.slice(0, 60)}” is neither a case, a request, a person of the policy nor a time (24h, 7d, 2026-01-31).`,
    );
  const since = from ?? now - LONGEST_MS;
  const all = await audit.written(newest(since, now));
  return within(
    all.filter((record) => record.who === person.id),
    person.name,
    since,
    all.length >= READ,
  );
}

function newest(from: number, now: number): Parameters<WorkerPorts['audit']['written']>[0] {
  return { from, to: now + 1000, limit: READ, newestFirst: true };
}

function within(
  records: readonly AuditRecord[],
  about: string,
  from: number,
  partial = records.length >= READ,
): AuditAnswer {
  return { about, from, records, partial, chain: undefined };
}

/** A Slack user id, as a mention or bare, or a name that the policy gives. */
function personIn(words: string, policy: Policy): { readonly id: string; readonly name: string } | undefined {
  const id = /^(?:<@)?([UW][A-Z0-9]{2,})(?:\|[^>]*)?>?$/.exec(words)?.[1];
  const name = words.replace(/^@/, '').toLowerCase();
  const known = policy.people.find((entry) => entry.slack === id || entry.name.toLowerCase() === name);
  if (known !== undefined) return { id: known.slack, name: known.name };
  return id === undefined ? undefined : { id, name: id };
}
