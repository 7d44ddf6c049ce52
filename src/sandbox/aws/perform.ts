import type { Faults } from './faults.ts';
import { authorize } from './iam/authorize.ts';
import type { Call, Operation, Service } from './operation.ts';
import { AwsRefusal } from './refusal.ts';
import { eventFacts, writeRecord } from './trail/record.ts';
import { loggingTrails } from './trail/trail.ts';
import type { HistoryEntry, TrailRecord } from './state/trails.ts';

/** Takes each event, with the trails that were logging when its call arrived. */
export type EventSink = (entry: HistoryEntry, trails: readonly TrailRecord[]) => void;

export interface Performed {
  readonly output: Readonly<Record<string, unknown>>;
  /** The call was applied, but its answer must be lost. */
  readonly dropped: boolean;
}

/**
 * Runs one call through its service: supported parameters, required parameters, rights, then the operation; writes its
 * CloudTrail event whatever the outcome.
 *
 * @throws AwsRefusal as the service would refuse.
 */
export async function perform(
  service: Service,
  operation: Operation,
  call: Call,
  input: Readonly<Record<string, unknown>>,
  faults: Faults,
  sink: EventSink,
): Promise<Performed> {
  const trails = loggingTrails(call.account);
  const api = `${service.name}:${operation.model.name}`;
  let output: Readonly<Record<string, unknown>>;
  try {
    await faults.arrive(api);
    checkMembers(service, operation, input);
    checkRights(service, operation, call, input);
    output = ((await operation.run(input, call)) ?? {}) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const refusal = error instanceof AwsRefusal ? error : internal(api, error);
    sink(writeRecord(call, eventFacts(service, operation, call, input, { refusal })), trails);
    throw refusal;
  }
  sink(writeRecord(call, eventFacts(service, operation, call, input, { output })), trails);
  return { output, dropped: await faults.leave(api) };
}

function checkMembers(service: Service, operation: Operation, input: Readonly<Record<string, unknown>>): void {
  for (const member of operation.model.input.members) {
    const given = input[member.name] !== undefined;
    if (member.required && !given) throw service.missing(operation.model.name, member.name);
    if (given && !operation.supports.has(member.name)) {
      // Not a rule of AWS: an emulator that ignored what it was asked would prove nothing.
      throw new AwsRefusal(
        'UnsupportedOperation',
        `The sandbox does not emulate the parameter ${member.name} of ${operation.model.name}.`,
      );
    }
  }
}

function checkRights(
  service: Service,
  operation: Operation,
  call: Call,
  input: Readonly<Record<string, unknown>>,
): void {
  for (const demand of operation.demands(input, call)) {
    const verdict = authorize(call, demand);
    if (!verdict.allowed) throw service.denied(verdict.message);
  }
}

/** A defect of the sandbox must look like AWS's own: a 500 that says nothing, with the reason in the console. */
function internal(api: string, error: unknown): AwsRefusal {
  console.error(`sandbox: ${api} failed`, error);
  return new AwsRefusal('InternalError', 'An internal error has occurred', { status: 500 });
}
