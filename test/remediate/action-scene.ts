import { afterAll, beforeAll } from 'vitest';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import type { Target } from '../../src/model/alert.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Plan, PlanTarget } from '../../src/model/plan.ts';
import type { RunStep } from '../../src/model/request.ts';
import type { AwsSession } from '../../src/ports/aws.ts';
import type { Action, ActionTarget, DoneTarget, StepContext, StepResult } from '../../src/remediate/action.ts';
import { createSandboxAws, type SandboxAws } from '../../src/sandbox/aws/account.ts';
import { clients, type Clients } from '../sandbox/aws/support.ts';

/** The sandbox's account and an action on it, by the roles that Trailbolt has there. */
export interface ActionScene {
  readonly aws: SandboxAws;
  readonly admin: Clients;
  plan(target: Target & Partial<ActionTarget>, region?: string): Promise<PlanTarget>;
  planAll(targets: readonly Target[]): Promise<readonly PlanTarget[]>;
  planReverse(target: PlanTarget): Promise<PlanTarget>;
  /** Makes the target's calls, of the action or its undo, and looks what came of each; tells of the last. */
  act(
    target: PlanTarget,
    which?: 'action' | 'reverse',
    of?: Action,
  ): Promise<{ readonly result: string; readonly seen: string }>;
}

export function actionScene(action: Action): ActionScene {
  let aws: SandboxAws | undefined;
  /** What was done last, as a run records it. */
  const steps: Record<string, RunStep> = {};
  const started = (): SandboxAws => {
    if (aws === undefined) throw new Error('The scene has not begun.');
    return aws;
  };
  const port = () => {
    const { read, act, iamAct } = started().demo.roles;
    return createAws({ accounts: () => Promise.resolve({ readRole: read, actRole: act, iamActRole: iamAct }) });
  };
  const reader = (of: Pick<Action, 'permissions'>, region = 'us-east-1'): Promise<AwsSession> =>
    port().reader(started().demo.account, region, of.permissions.read);
  const undo = () => {
    if (action.reverse === undefined) throw new Error(`${action.id} has no undo.`);
    return action.reverse;
  };

  beforeAll(async () => {
    aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
    const { worker } = aws.demo.credentials;
    Object.assign(process.env, aws.endpoints, {
      AWS_ACCESS_KEY_ID: worker.accessKeyId,
      AWS_SECRET_ACCESS_KEY: worker.secretAccessKey,
    });
  });
  afterAll(() => aws?.close());

  return {
    get aws() {
      return started();
    },
    get admin() {
      return clients(started(), started().demo.credentials.admin);
    },
    async plan(target, region) {
      const [planned] = await action.plan(await reader(action, region), [{ records: [], ...target }]);
      return must(planned);
    },
    async planAll(targets) {
      return action.plan(
        await reader(action),
        targets.map((target) => ({ records: [], ...target })),
      );
    },
    async planReverse(target) {
      const done: DoneTarget = { target, steps };
      const [planned] = await undo().plan(await reader(undo()), [done]);
      return must(planned);
    },
    async act(target, which = 'action', of = action) {
      const procedure = which === 'action' ? of : undo();
      const { account } = started().demo;
      const requestId = 'request-1';
      const earlier: Record<string, JsonObject> = {};
      let last: { readonly result: string; readonly seen: string } | undefined;
      for (const step of procedure.steps(target)) {
        const context: StepContext = { plan: {} as Plan, target, step, requestId, earlier: { ...earlier } };
        const session = await port().actor({ account, region: 'us-east-1', ...step, writes: action.writes, requestId });
        const { result, data = {} }: StepResult = await procedure.run(session, context);
        const { state, sentence } = await procedure.verify(await reader(procedure), context);
        earlier[step.id] = data;
        steps[step.id] = { target: target.id, step: step.id, state: 'verified', result, data } as unknown as RunStep;
        last = { result, seen: `${state}: ${sentence}` };
      }
      return must(last);
    },
  };
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('There is no target, or no step.');
  return value;
}
