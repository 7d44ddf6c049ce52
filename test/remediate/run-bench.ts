import { TrailboltError } from '../../src/errors.ts';
import type { FreezeState } from '../../src/model/freeze.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import type { Aws, AwsCalls, AwsPermission, AwsSession } from '../../src/ports/aws.ts';
import type { Store } from '../../src/ports/store.ts';
import { approveRequest } from '../../src/remediate/decide-request.ts';
import { createRequest } from '../../src/remediate/create-request.ts';
import { makePlan } from '../../src/remediate/plans.ts';
import type { RunPorts } from '../../src/remediate/running.ts';
import { testLog as log } from '../support/test-log.ts';
import { member, requestBench, type HandClock } from './request-bench.ts';

/** One instance as EC2 shows it; what a real EC2 does in its own time happens here when a test says so. */
export class HandEc2 {
  /** `undefined`: not listed. */
  state: string | undefined = 'running';
  terminations = 0;
  /** Takes the call and shows nothing of it. */
  lags = false;
  unavailable = false;
  /** Code of the 404 that every reading gets. */
  notFound: string | undefined;

  answer(permission: AwsPermission, instance: string): unknown {
    if (this.unavailable) throw new TrailboltError('aws.unavailable', 'No answer.');
    if (permission === 'ec2:TerminateInstances') return this.#terminate(instance);
    if (permission === 'ec2:DescribeInstanceAttribute') return { DisableApiTermination: { Value: false } };
    const awsCode = this.notFound ?? (this.state === undefined ? 'InvalidInstanceID.NotFound' : undefined);
    if (awsCode !== undefined) throw new TrailboltError('aws.not-found', 'Nothing there.', { details: { awsCode } });
    // Without a disk of its own there is nothing to stop or to save: one call ends it.
    const found = { InstanceId: instance, State: { Name: this.state }, RootDeviceType: 'instance-store' };
    if (this.state === 'shutting-down') this.state = 'terminated';
    return { Reservations: [{ Instances: [found] }] };
  }

  #terminate(instance: string): unknown {
    this.terminations += 1;
    if (!this.lags) this.state = 'shutting-down';
    return {
      TerminatingInstances: [
        { InstanceId: instance, PreviousState: { Name: 'running' }, CurrentState: { Name: 'shutting-down' } },
      ],
    };
  }
}

export type RunBench = RunPorts & {
  /** A plan for two instances that nobody has asked for. */
  readonly planId: string;
  readonly clock: HandClock;
  readonly ec2: HandEc2;
  readonly instance: string;
  readonly requestId: string;
  /** Nothing may be called while it is set. */
  frozenBy: FreezeState | undefined;
  /** What happens after the intent is written and before the call is made. */
  beforeCall: (() => Promise<void>) | undefined;
};

/** An approved termination of one instance, over a real store. */
export async function runBench(store: Store): Promise<RunBench> {
  const bench = await requestBench(store);
  const instance = 'i-0123456789abcdef0';
  const ec2 = new HandEc2();
  const session = (account: string, region: string): AwsSession => ({
    account,
    region,
    call: <P extends AwsPermission>(permission: P) =>
      // The emulated answer has the fields that the action reads, not all that EC2 sends.
      Promise.resolve().then(() => ({
        output: ec2.answer(permission, instance) as AwsCalls[P][1],
        requestId: 'aws-request',
      })),
  });
  const aws: Aws = {
    reader: (account, region) => Promise.resolve(session(account, region)),
    async actor({ account, region }) {
      await run.beforeCall?.();
      return session(account, region);
    },
  };
  const plan: Plan = await makePlan({ ...bench, aws }, (await bench.case('case1')).value, {
    id: 'offer',
    caseId: 'case1',
    action: 'terminate-instance',
    title: 'Terminate instance',
    risk: 'destructive',
    account: '111122223333',
    region: 'us-east-1',
    targets: [{ type: 'AWS::EC2::Instance', id: instance, region: 'us-east-1' }],
  });
  const request: ActionRequest = await createRequest(bench, {
    planId: plan.id,
    person: member('U0RANA'),
    reason: 'mining',
    targets: undefined,
    key: 'view-of-the-run',
  });
  const run: RunBench = {
    ...bench,
    aws,
    log,
    leaseMs: 180_000,
    frozen: () => Promise.resolve(run.frozenBy),
    rejudge: () => Promise.resolve({ allow: true, reason: '' }),
    ec2,
    instance,
    requestId: request.id,
    frozenBy: undefined,
    beforeCall: undefined,
  };
  for (const person of ['U0ANA', 'U0BEN'])
    await approveRequest(bench, {
      requestId: request.id,
      person: member(person),
      seen: request.plan.digest,
      key: person,
    });
  // The run begins by its job; the timer that guards its beginning has fired.
  for (const timer of await bench.timers.due(bench.clock.now(), 10)) await bench.timers.done(timer);
  return run;
}
