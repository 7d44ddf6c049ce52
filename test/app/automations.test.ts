import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetTrailStatusCommand, LookupEventsCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { createPolicySource } from '../../src/adapters/policy-source.ts';
import { lookAtAftermath } from '../../src/app/aftermath.ts';
import { askInspections, performInspection } from '../../src/app/inspections.ts';
import { askAutomations, performOccasion } from '../../src/app/rule-occasions.ts';
import { createAutomationServices } from '../../src/app/automation-services.ts';
import { createRunPorts } from '../../src/app/run-ports.ts';
import { People } from '../../src/approve/people.ts';
import { freeze } from '../../src/approve/freeze.ts';
import { createDetector } from '../../src/detect/detector.ts';
import { ruleName } from '../../src/detect/rule-names.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import { listCases } from '../../src/cases/list-cases.ts';
import type { OutboxEntry } from '../../src/cases/outbox.ts';
import type { Case } from '../../src/model/case.ts';
import type { CloudTrailRecord, SourcedRecord } from '../../src/model/record.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import { startAnnounced } from '../../src/remediate/announced.ts';
import { automate, type Occasion } from '../../src/remediate/automate.ts';
import { expireRequest } from '../../src/remediate/decide-request.ts';
import { advanceRun } from '../../src/remediate/runs.ts';
import { requestKey } from '../../src/remediate/request-key.ts';
import type { Timer } from '../../src/ports/timers.ts';
import type { RunPorts } from '../../src/remediate/running.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import { ManualClock } from '../cases/support.ts';
import { portsFor } from '../crash/scene.ts';
import { clients, type Clients } from '../sandbox/aws/support.ts';
import { stateOf } from '../story/leaked-key.ts';
import { eventually } from '../support/eventually.ts';
import { testLog as log } from '../support/test-log.ts';

const OPEN = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const MINUTE = 60_000;

const detector = createDetector(builtinRules);
const names = new Map(builtinRules.map((rule) => [rule.id, ruleName(rule)]));

let world: World;
let dave: Clients;
let scenes = 0;

beforeAll(async () => {
  world = await createWorld({ aws: { transitionMs: 20, lookupLagMs: 0, lookupsPerSecond: 1000 } });
  Object.assign(process.env, world.environment);
  dave = clients(world.aws, world.aws.demo.credentials.dave);
});
afterAll(() => world?.close());

/** Trailbolt's worker with a database of its own and a clock that moves when told. */
class Scene {
  readonly clock = new ManualClock(Date.now());
  readonly ports: ReturnType<typeof portsFor>;
  readonly people: People;
  readonly runs: RunPorts;
  quiet = false;
  readonly services: ReturnType<typeof createAutomationServices>;

  constructor(policyFile: string) {
    const name = `auto-${(scenes += 1)}`;
    const base = portsFor(
      world,
      join(world.folder, `${name}.sqlite`),
      join(world.folder, `${name}-a.sqlite`),
      this.clock,
    );
    this.ports = { ...base, policy: createPolicySource(`file:${policyFile}`, log, { now: () => this.clock.now() }) };
    this.people = new People(this.ports);
    this.runs = createRunPorts(this.ports, this.people);
    this.services = createAutomationServices(this.runs);
  }

  person = async (id: string) => this.people.resolve(id, await this.ports.policy());

  async arm(armed = true, name = 'reachable-instances'): Promise<void> {
    const listed = (await this.services.automations()).find(({ automation }) => automation.name === name);
    await this.services.setArmed({
      name: listed?.automation.name ?? '',
      seen: listed?.automation.digest ?? '',
      armed,
      person: await this.person(PEOPLE.ada),
      key: `arm-${armed}`,
    });
  }

  /** As detect does with the record of a call. */
  async deliver(...records: readonly SourcedRecord[]): Promise<void> {
    await askInspections(this.ports, await this.ports.policy(), records);
  }

  /** As detect does with the record of a call on which built-in rules fire. */
  async fired(...records: readonly SourcedRecord[]): Promise<number> {
    const matches = records.flatMap((sourced) => detector.detect(sourced));
    return askAutomations(this.ports, await this.ports.policy(), matches, names);
  }

  /** Fires everything that is due, and what that leads to; nothing is posted, as Slack's pace would be waited for. */
  async work(): Promise<void> {
    for (;;) {
      const due = await this.ports.timers.due(this.clock.now(), 50);
      for (const timer of due) {
        await this.#fire(timer);
        await this.ports.timers.done(timer);
      }
      if (due.length === 0) return;
    }
  }

  async #fire({ kind, subject }: Timer): Promise<void> {
    const isQuietNow = () => Promise.resolve(this.quiet);
    const occur = (occasion: Occasion) => automate({ ...this.runs, isQuiet: isQuietNow }, occasion);
    if (kind === 'inspect') await performInspection({ ...this.ports, automate: occur }, subject);
    if (kind === 'automate') await performOccasion({ ...this.ports, automate: occur }, subject);
    if (kind === 'request.start') await startAnnounced(this.runs, subject);
    if (kind === 'run.advance') await advanceRun(this.runs, subject);
    if (kind === 'aftermath') await lookAtAftermath(this.ports, subject);
    if (kind === 'request.expire') await expireRequest(this.runs, subject);
  }

  async theCase(): Promise<Case> {
    const { cases } = await listCases(this.ports.store, { shelf: 'open', limit: 1 });
    return cases[0] as Case;
  }

  async request(): Promise<ActionRequest | undefined> {
    const { requests } = await this.theCase();
    const id = requests.at(-1);
    return id === undefined ? undefined : (await this.ports.store.get<ActionRequest>(requestKey(id)))?.value;
  }

  /** What waits to be said, by its id. */
  async said(prefix: string): Promise<readonly string[]> {
    const { items } = await this.ports.store.list<OutboxEntry>(`outbox#${world.alerts}`, { limit: 500 });
    const waiting = items.flatMap(({ value }) =>
      value.kind === 'note' && value.id.startsWith(prefix) ? [value.message.text] : [],
    );
    const posted = world.slack
      .snapshot()
      .messages.filter((message) => JSON.stringify(message.metadata ?? {}).includes(`"id":"${prefix}`))
      .map((message) => message.text);
    return [...waiting, ...posted];
  }

  async audited(): Promise<readonly string[]> {
    return (await this.ports.audit.read((await this.theCase()).id)).map((entry) => entry.event);
  }
}

async function openGroup(): Promise<string> {
  const { GroupId: id = '' } = await dave.ec2.send(
    new CreateSecurityGroupCommand({ GroupName: `open-${Math.random()}`, Description: 'test' }),
  );
  await dave.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: [OPEN] }));
  return id;
}

async function recordOf(eventName: string): Promise<SourcedRecord> {
  const { cloudtrail } = clients(world.aws, world.aws.demo.credentials.admin);
  const { Events } = await cloudtrail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
      MaxResults: 1,
    }),
  );
  const record = JSON.parse(Events?.[0]?.CloudTrailEvent ?? '{}') as CloudTrailRecord;
  return { record, provenance: { source: 'org-trail', kind: 's3', bucket: 'b', key: 'k' } };
}

/** Dave launches an instance that anybody can reach. Gives its id and the record. */
async function launchOpen(): Promise<{ readonly id: string; readonly sourced: SourcedRecord }> {
  const { Instances = [] } = await dave.ec2.send(
    new RunInstancesCommand({
      ImageId: world.aws.demo.imageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      SecurityGroupIds: [await openGroup()],
    }),
  );
  const id = Instances[0]?.InstanceId ?? '';
  const sourced = await recordOf('RunInstances');
  await eventually(() => expect(stateOf(world, id)).toBe('running'));
  return { id, sourced };
}

const sandboxPolicy = () => join(world.folder, 'policy.yaml');

let scene: Scene;

beforeEach(() => {
  scene = new Scene(sandboxPolicy());
});

describe('an automation that nobody has armed', () => {
  it('says what it would have done, lists it for who arms it, and does nothing', async () => {
    const { id, sourced } = await launchOpen();
    await scene.deliver(sourced);
    await scene.work();
    const [listed] = await scene.services.automations();

    expect(await scene.request()).toBeUndefined();
    expect(await scene.said('rehearsed-')).toEqual([
      expect.stringContaining(`Rehearsal: automation reachable-instances would now terminate instance ${id}`),
    ]);
    expect(listed).toMatchObject({ armed: undefined, rehearsals: [{ targets: [id] }] });
    expect(stateOf(world, id)).toBe('running');
  });

  it('is only armed as it was seen, and has to be armed again after the policy changed it', async () => {
    const file = join(world.folder, `policy-${Math.random()}.yaml`);
    const text = await readFile(sandboxPolicy(), 'utf8');
    await writeFile(file, text);
    const changing = new Scene(file);
    await changing.arm();
    const [before] = await changing.services.automations();
    await writeFile(file, text.replace('veto-minutes: 1', 'veto-minutes: 2'));
    changing.clock.advance(MINUTE);
    const [after] = await changing.services.automations();

    expect(before?.armed).toMatchObject({ by: PEOPLE.ada });
    expect(after?.armed).toBeUndefined();
    await expect(
      changing.services.setArmed({
        name: 'reachable-instances',
        seen: before?.automation.digest ?? '',
        armed: true,
        person: await changing.person(PEOPLE.ada),
        key: 'k',
      }),
    ).rejects.toMatchObject({ code: 'automation.changed' });
  });
});

describe('an armed automation', () => {
  it('announces, waits, deletes the vulnerable instance, and tells the channel', async () => {
    await scene.arm();
    const { id, sourced } = await launchOpen();
    await scene.deliver(sourced, sourced);
    await scene.work();
    const announced = await scene.request();
    scene.clock.advance(MINUTE - 1000);
    await scene.work();
    const early = stateOf(world, id);
    scene.clock.advance(2000);
    await eventually(async () => {
      await scene.work();
      scene.clock.advance(20_000);
      expect((await scene.request())?.state).toBe('succeeded');
    });

    expect(announced).toMatchObject({ state: 'announced', requester: 'policy:reachable-instances', approvals: [] });
    const [told, now, ended] = await scene.said('automation-');
    expect(told).toContain(`will terminate instance ${id} unless somebody holds it`);
    expect(now).toContain(`has begun to terminate instance ${id}; nobody held it`);
    expect(ended).toContain(`terminate instance ${id} – `);
    expect(early).toBe('running');
    expect(['shutting-down', 'terminated']).toContain(stateOf(world, id));
    expect((await scene.theCase()).requests).toHaveLength(1);
    expect(await scene.audited()).toEqual(
      expect.arrayContaining(['request.created', 'automation.started', 'run.intended', 'run.called', 'run.succeeded']),
    );
    expect(await scene.ports.audit.verify((await scene.theCase()).id)).toBeUndefined();
  });

  it('has the inspectors look again when it is done, until nothing is as it was', async () => {
    await scene.arm();
    const { sourced } = await launchOpen();
    await scene.deliver(sourced);
    await scene.work();
    const live = async () =>
      (await scene.theCase()).lines
        .filter(({ rule }) => rule.id === 'instance-reachable-for-admin')
        .flatMap(({ seen = [] }) => seen.map(({ over }) => over === true));
    const before = await live();
    scene.clock.advance(MINUTE + 1000);
    await eventually(async () => {
      await scene.work();
      scene.clock.advance(20_000);
      expect(await live()).toEqual([true]);
    });

    expect(before).toEqual([false]);
    expect((await scene.request())?.state).toBe('succeeded');
    expect((await scene.theCase()).status).toBe('open');
  });

  it('does not start what somebody held, and then asks like anybody else', async () => {
    await scene.arm();
    const { id, sourced } = await launchOpen();
    await scene.deliver(sourced);
    await scene.work();
    const { id: requestId = '' } = (await scene.request()) ?? {};
    const rana = await scene.person(PEOPLE.rana);
    const held = await scene.services.hold({ requestId, person: rana, key: 'h1' });
    scene.clock.advance(10 * MINUTE);
    await scene.work();

    expect(held.allowed).toBe(true);
    expect((await scene.said(`automation-${requestId}`)).at(-1)).toContain(
      'Held: automation reachable-instances does not',
    );
    expect(await scene.request()).toMatchObject({ state: 'pending', automation: { heldBy: PEOPLE.rana } });
    expect(stateOf(world, id)).toBe('running');
    expect(await scene.services.hold({ requestId, person: rana, key: 'h1' })).toMatchObject({ allowed: true });
  });

  it('is not held by whoever it is about', async () => {
    await scene.arm();
    const { sourced } = await launchOpen();
    await scene.deliver(sourced);
    await scene.work();
    const { id: requestId = '' } = (await scene.request()) ?? {};
    const answer = await scene.services.hold({ requestId, person: await scene.person(PEOPLE.dave), key: 'h1' });

    expect(answer).toMatchObject({ allowed: false });
    expect((await scene.request())?.state).toBe('announced');
    expect(await scene.audited()).toContain('automation.hold-refused');
  });

  it('either starts or is held, never both, however many try at the same moment', async () => {
    await scene.arm();
    const { sourced } = await launchOpen();
    await scene.deliver(sourced);
    await scene.work();
    const { id: requestId = '' } = (await scene.request()) ?? {};
    const rana = await scene.person(PEOPLE.rana);
    scene.clock.advance(MINUTE + 1000);
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        index % 2 === 0
          ? startAnnounced(scene.runs, requestId)
          : scene.services.hold({ requestId, person: rana, key: `h${index}` }),
      ),
    );
    const ended = await scene.request();
    const events = (await scene.audited()).filter((event) => /automation\.(started|held)/.test(event));

    expect(['approved', 'pending']).toContain(ended?.state);
    expect(events).toEqual([ended?.state === 'approved' ? 'automation.started' : 'automation.held']);
  });

  it('leaves a production instance alone whose group somebody opened', async () => {
    await scene.arm();
    const { web1 } = world.aws.demo.instances;
    await dave.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: web1, Groups: [await openGroup()] }));
    await scene.deliver(await recordOf('ModifyInstanceAttribute'), await recordOf('AuthorizeSecurityGroupIngress'));
    await scene.work();
    scene.clock.advance(10 * MINUTE);
    await scene.work();

    expect(await scene.said('left-')).toEqual([`Automation reachable-instances leaves alone ${web1}.`]);
    expect(await scene.request()).toBeUndefined();
    expect(stateOf(world, web1)).toBe('running');
  });

  it('asks once its budget is used up, so that decoys cannot make it do more', async () => {
    await scene.arm();
    const launches = [];
    for (let n = 0; n < 4; n += 1) launches.push(await launchOpen());
    for (const { sourced } of launches) await scene.deliver(sourced);
    await scene.work();
    scene.clock.advance(MINUTE + 1000);
    for (let round = 0; round < 3; round += 1) await scene.work();
    const { requests } = await scene.theCase();
    const all = await Promise.all(requests.map((id) => scene.ports.store.get<ActionRequest>(requestKey(id))));
    const asking = all.filter((item) => item?.value.automation?.asks !== undefined);

    expect(all).toHaveLength(4);
    expect(asking).toHaveLength(1);
    expect(asking[0]?.value).toMatchObject({ state: 'pending', automation: { asks: expect.stringMatching(/budget/) } });
  });

  it('asks where Trailbolt is frozen, and what was announced before does not start', async () => {
    await scene.arm();
    const first = await launchOpen();
    await scene.deliver(first.sourced);
    await scene.work();
    await freeze(
      { ...scene.ports, announce: () => [] },
      { person: await scene.person(PEOPLE.ana), policy: await scene.ports.policy(), key: 'f', reason: 'wait' },
    );
    const second = await launchOpen();
    await scene.deliver(second.sourced);
    await scene.work();
    scene.clock.advance(2 * MINUTE);
    await scene.work();
    const { requests } = await scene.theCase();
    const all = await Promise.all(requests.map((id) => scene.ports.store.get<ActionRequest>(requestKey(id))));

    expect(all.map((item) => item?.value.state)).toEqual(['pending', 'pending']);
    expect([stateOf(world, first.id), stateOf(world, second.id)]).toEqual(['running', 'running']);
  });

  it('asks in quiet hours', async () => {
    await scene.arm();
    scene.quiet = true;
    const { sourced } = await launchOpen();
    await scene.deliver(sourced);
    await scene.work();

    expect(await scene.request()).toMatchObject({
      state: 'pending',
      automation: { asks: expect.stringMatching(/quiet/) },
    });
  });

  it('asks about what was made more than a quarter of an hour ago', async () => {
    await scene.arm();
    const { sourced } = await launchOpen();
    scene.clock.advance(16 * MINUTE);
    await scene.deliver(sourced);
    await scene.work();

    expect(await scene.request()).toMatchObject({
      state: 'pending',
      automation: { asks: expect.stringMatching(/15 minutes/) },
    });
  });

  it('stops when somebody disarms it after it was announced', async () => {
    await scene.arm();
    const { id, sourced } = await launchOpen();
    await scene.deliver(sourced);
    await scene.work();
    await scene.arm(false);
    scene.clock.advance(2 * MINUTE);
    await scene.work();

    expect(await scene.request()).toMatchObject({
      state: 'pending',
      automation: { asks: 'Nobody has armed the automation any more.' },
    });
    expect(stateOf(world, id)).toBe('running');
  });
});

/** Time passes until the request is in this state. */
async function passes(state: string): Promise<void> {
  await eventually(async () => {
    scene.clock.advance(20_000);
    await scene.work();
    expect((await scene.request())?.state).toBe(state);
  });
}

describe('an automation after a rule', () => {
  const NAME = 'stopped-trails';
  let admin: Clients;
  let file: string;

  beforeEach(async () => {
    admin = clients(world.aws, world.aws.demo.credentials.admin);
    file = join(world.folder, `rules-${Math.random()}.yaml`);
    const policy = parse(await readFile(sandboxPolicy(), 'utf8')) as { readonly automations: readonly object[] };
    const automations = [
      { name: NAME, after: ['cloudtrail-stopped'], action: 'start-logging', 'veto-minutes': 1 },
      { name: 'opened-groups', after: ['security-group-opened'], action: 'revoke-ingress', 'veto-minutes': 0 },
    ];
    await writeFile(file, stringify({ ...policy, automations }));
    scene = new Scene(file);
  });

  const Name = 'org-trail';
  const isLogging = async () => (await admin.cloudtrail.send(new GetTrailStatusCommand({ Name }))).IsLogging;
  async function stop(): Promise<SourcedRecord> {
    await admin.cloudtrail.send(new StopLoggingCommand({ Name }));
    return recordOf('StopLogging');
  }
  it('that nobody has armed says what it would have done', async () => {
    await scene.fired(await stop());
    await scene.work();

    expect(await scene.said('rehearsed-')).toContainEqual(
      expect.stringContaining(`Rehearsal: automation ${NAME} would now start logging ${Name}`),
    );
    expect(await isLogging()).toBe(false);
  });

  it('takes back what the call did, after the time to hold it, and asks when it happens again', async () => {
    await scene.arm(true, NAME);
    const stopped = await stop();
    expect(await scene.fired(stopped, stopped)).toBe(1);
    await scene.work();
    expect(await scene.request()).toMatchObject({ state: 'announced', requester: `policy:${NAME}` });
    expect(await isLogging()).toBe(false);

    await passes('succeeded');

    expect(await isLogging()).toBe(true);
    const { lines, requests } = await scene.theCase();
    expect(lines.map(({ rule, count }) => [rule.title, count])).toEqual([['CloudTrail was stopped or deleted', 1]]);
    // What the run itself called is nobody's occasion.
    await scene.fired(await recordOf('StartLogging'));
    await scene.work();
    expect((await scene.theCase()).requests).toEqual(requests);

    await scene.fired(await stop());
    await scene.work();
    expect(await scene.request()).toMatchObject({
      state: 'pending',
      automation: { asks: `The same remedy was asked for on ${Name} within a day.` },
    });
  });

  it('takes back the rule that the call added, and no other', async () => {
    await scene.arm(true, 'opened-groups');
    const GroupId = await openGroup();
    const sourced = await recordOf('AuthorizeSecurityGroupIngress');
    const { SecurityGroupRules: [other] = [] } = await dave.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ ...OPEN, FromPort: 3389, ToPort: 3389 }],
      }),
    );
    await scene.fired(sourced);
    await scene.work();
    await passes('succeeded');

    const Filters = [{ Name: 'group-id', Values: [GroupId] }];
    const { SecurityGroupRules: left = [] } = await dave.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    expect(left.filter(({ IsEgress }) => IsEgress !== true).map(({ SecurityGroupRuleId: id }) => id)).toEqual([
      other?.SecurityGroupRuleId,
    ]);
  });

  it('asks about a call that was made more than a day ago, as an old file tells it', async () => {
    await scene.arm(true, NAME);
    const { record, provenance } = await stop();
    const eventTime = new Date(scene.clock.now() - 25 * 60 * MINUTE).toISOString();
    await scene.fired({ record: { ...record, eventTime }, provenance });
    await scene.work();

    expect(await scene.request()).toMatchObject({
      state: 'pending',
      automation: { asks: 'The call was made more than a day ago.' },
    });
  });

  it('leaves what the call did something else to, and says so', async () => {
    await scene.arm(true, NAME);
    const { record, provenance } = await stop();
    await scene.fired({ record: { ...record, eventName: 'DeleteTrail', eventID: 'deleted' }, provenance });
    await scene.work();

    expect(await scene.request()).toBeUndefined();
    expect(await scene.said('left-')).toContain(`Automation ${NAME} leaves alone ${Name}.`);
    expect(await isLogging()).toBe(false);
  });

  it('has no occasion in calls that failed, of other accounts, or that no automation is for', async () => {
    const { record, provenance } = await stop();
    const wrong = [
      { errorCode: 'AccessDenied' },
      { recipientAccountId: '999988887777', eventID: 'other' },
      { eventName: 'UpdateTrail', eventID: 'updated' },
    ];

    expect(await scene.fired(...wrong.map((one) => ({ record: { ...record, ...one }, provenance })))).toBe(0);
  });
});
