import { TrailboltError } from '../errors.ts';
import type { Case } from '../model/case.ts';
import type { JsonObject } from '../model/json.ts';
import type { ActionRequest, RunStep } from '../model/request.ts';
import type { Aws } from '../ports/aws.ts';
import type { Log } from '../ports/log.ts';
import type { Item } from '../ports/store.ts';
import { readRequest, requestWrites } from './request-store.ts';
import type { PlanPorts } from './plans.ts';
import type { RequestPorts } from './request-ports.ts';
import type { RunLease } from './run-lease.ts';

export interface RunPorts extends RequestPorts, Pick<PlanPorts, 'vetTags'> {
  readonly aws: Aws;
  readonly log: Log;
  /** Lease of a run in milliseconds: longer than the worker's function may live. */
  readonly leaseMs: number;
  /** Are the approvals still enough under today's policy and memberships? */
  rejudge(
    request: ActionRequest,
    suspects: readonly string[],
    now: number,
  ): Promise<{ readonly allow: boolean; readonly reason: string }>;
}

/** A run in progress: the request as last written, and the lease that every write checks. */
export interface Running {
  readonly ports: RunPorts;
  readonly lease: RunLease;
  readonly of: Case;
  item: Item<ActionRequest>;
}

/**
 * Writes the request while the lease holds.
 * @throws TrailboltError `run.lease-lost`: somebody else has taken over, so this worker must not go on.
 */
export async function writeRun(
  running: Running,
  next: ActionRequest,
  extra: Parameters<RunPorts['store']['commit']>[0] = [],
): Promise<void> {
  const { ports, lease, of } = running;
  const commit = await ports.store.commit([
    ...requestWrites(ports.outbox, running.item, next, of),
    lease.check(),
    ...extra,
  ]);
  if (!commit.ok) throw new TrailboltError('run.lease-lost', `Run ${next.id} is in other hands now.`);
  running.item = await readRequest(ports.store, next.id);
}

/** Changes one step, together with whatever else belongs to the same moment. */
export async function writeStep(
  running: Running,
  id: string,
  change: Partial<RunStep>,
  extra: Parameters<RunPorts['store']['commit']>[0] = [],
): Promise<void> {
  const request = running.item.value;
  if (request.run === undefined) return;
  const steps = request.run.steps.map((step) => (step.id === id ? { ...step, ...change } : step));
  await writeRun(running, { ...request, run: { ...request.run, steps } }, extra);
}

/** Audit of one step, once per kind. */
export async function auditStep(running: Running, step: RunStep, event: string, data: JsonObject): Promise<void> {
  const request = running.item.value;
  await running.ports.audit.append({
    id: `${event}:${request.id}:${step.id}`,
    chain: request.caseId,
    at: new Date(running.ports.clock.now()).toISOString(),
    event,
    who: 'trailbolt',
    data: { request: request.id, target: step.target, ...data },
  });
}
