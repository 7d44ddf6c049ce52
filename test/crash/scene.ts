import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createAudit } from '../../src/adapters/audit.ts';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import { createPager } from '../../src/adapters/aws/pager.ts';
import { createTrailHistory } from '../../src/adapters/aws/lookup-events.ts';
import { createLocalJobs } from '../../src/adapters/local/local-jobs.ts';
import { createMmdbNetworks } from '../../src/adapters/local/mmdb-networks.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { createPolicySource } from '../../src/adapters/policy-source.ts';
import { createSlackChat } from '../../src/adapters/slack/chat.ts';
import { createTimers } from '../../src/adapters/timers.ts';
import { buildAlerts } from '../../src/alert/build-alerts.ts';
import { createNotify } from '../../src/app/notify.ts';
import { createRunPorts } from '../../src/app/run-ports.ts';
import type { WorkerPorts } from '../../src/app/worker-ports.ts';
import { People } from '../../src/approve/people.ts';
import { createDetector } from '../../src/detect/detector.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import type { Case } from '../../src/model/case.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { actions } from '../../src/remediate/actions/index.ts';
import { offersFor } from '../../src/remediate/offers.ts';
import { makePlan } from '../../src/remediate/plans.ts';
import { createRequest } from '../../src/remediate/create-request.ts';
import { approveRequest } from '../../src/remediate/decide-request.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import type { World } from '../../src/sandbox/world.ts';
import { sign } from '../../src/slack/signature.ts';
import { testLog as log } from '../support/test-log.ts';
import { launchWithLeakedKey } from '../story/leaked-key.ts';

/** One request that lacks one approval, whose click waits in the queue; in a database of its own. */
export interface Scene {
  readonly instance: string;
  readonly caseId: string;
  readonly requestId: string;
  readonly store: string;
  readonly auditStore: string;
}

/** The worker's ports over the scene's databases, in this process. */
export function portsFor(
  world: World,
  store: string,
  auditStore: string,
  clock: Clock,
): WorkerPorts & { close(): Promise<void>; jobs: ReturnType<typeof createLocalJobs> } {
  const [open, openAudit] = [openSqliteStore(store), openSqliteStore(auditStore)];
  const jobs = createLocalJobs({ store: open, clock });
  const policy = createPolicySource(world.environment['TRAILBOLT_POLICY'] ?? '', log);
  const botToken = (): Promise<string> => Promise.resolve(world.slack.credentials.botToken);
  const aws = createAws({ accounts: async (id) => (await policy()).accounts.find((account) => account.id === id) });
  return {
    store: open,
    audit: createAudit(openAudit),
    jobs,
    clock,
    log,
    policy,
    chat: createSlackChat({ token: botToken, slackApiUrl: world.slack.apiUrl }),
    timers: createTimers({ store: open, jobs, clock, log }),
    pager: createPager(),
    aws,
    history: createTrailHistory({ aws }),
    networks: createMmdbNetworks({ setting: 'off', log }),
    signingSecret: () => Promise.resolve(world.slack.credentials.signingSecret),
    botToken,
    slackApiUrl: world.slack.apiUrl,
    runLeaseMs: 180_000,
    close: async () => void (await Promise.all([open.close(), openAudit.close()])),
  };
}

/** Everything up to the moment in which Ben presses “Approve” and his click is in the queue. */
export async function setScene(world: World, name: string): Promise<Scene> {
  const store = join(world.folder, `${name}.sqlite`);
  const auditStore = join(world.folder, `${name}-audit.sqlite`);
  const ports = portsFor(world, store, auditStore, systemClock);
  const [instance = ''] = await launchWithLeakedKey(world, 1);
  await createNotify(ports)(topicEvent(world, instance));

  const it = await theCase(ports);
  const people = new People(ports);
  const runs = createRunPorts(ports, people);
  const policy = await ports.policy();
  const [offer] = offersFor(it, [], actions);
  if (offer === undefined) throw new Error('The case offers no remedy.');
  const plan = await makePlan({ ...ports, actions }, it, offer);
  const rana = await people.resolve(PEOPLE.rana, policy);
  const request = await createRequest(runs, {
    planId: plan.id,
    person: rana,
    reason: 'mining',
    targets: undefined,
    key: name.padEnd(16, 'x'),
  });
  const ana = await people.resolve(PEOPLE.ana, policy);
  await approveRequest(runs, { requestId: request.id, person: ana, seen: request.plan.digest, key: `ana-${name}` });
  await ports.jobs.send({ kind: 'slack', request: bensClick(world, request) });
  await ports.close();
  return { instance, caseId: it.id, requestId: request.id, store, auditStore };
}

async function theCase(ports: WorkerPorts): Promise<Case> {
  const pointers = await ports.store.list<{ caseId: string }>('open-case#111122223333');
  const caseId = pointers.items[0]?.value.caseId ?? '';
  const item = await ports.store.get<Case>({ partition: `case#${caseId}`, sort: 'case' });
  if (item === undefined) throw new Error('The alert opened no case.');
  return item.value;
}

/** The record of the launch as an alert on the topic. */
function topicEvent(world: World, instance: string): unknown {
  const { account, region } = world.aws.demo;
  const record = {
    eventVersion: '1.11',
    eventID: randomUUID(),
    eventTime: new Date().toISOString(),
    eventName: 'RunInstances',
    eventSource: 'ec2.amazonaws.com',
    awsRegion: region,
    recipientAccountId: account,
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/dave`, accountId: account, userName: 'dave' },
    requestParameters: { instanceType: 'p3.8xlarge', instancesSet: { items: [{ minCount: 1, maxCount: 1 }] } },
    responseElements: { instancesSet: { items: [{ instanceId: instance, instanceType: 'p3.8xlarge' }] } },
  };
  const [alert] = buildAlerts(
    createDetector(builtinRules).detect({ record, provenance: { source: 'org-trail', kind: 's3' } }),
  );
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        Sns: { MessageId: randomUUID(), Message: JSON.stringify(alert), Timestamp: record.eventTime },
      },
    ],
  };
}

/** Ben's press of the button, as Slack signs it. */
function bensClick(world: World, request: ActionRequest) {
  const { teamId, signingSecret } = world.slack.credentials;
  const payload = {
    type: 'block_actions',
    user: { id: PEOPLE.ben, username: 'ben', team_id: teamId },
    team: { id: teamId },
    channel: { id: world.alerts },
    container: { type: 'message', channel_id: world.alerts },
    actions: [
      {
        type: 'button',
        action_id: 'request.approve',
        block_id: 'decision',
        value: `${request.id}.${request.plan.digest}`,
      },
    ],
  };
  return sign(
    new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    'application/x-www-form-urlencoded',
    signingSecret,
    Date.now(),
  );
}
