import { randomUUID } from 'node:crypto';
import { Faults } from './faults.ts';
import type { Service } from './operation.ts';
import { perform } from './perform.ts';
import type { EventSink } from './perform.ts';
import type { AccountState } from './state/account.ts';
import type { Caller } from './state/principals.ts';

/** Who calls from where, for calls that do not come over HTTP: the account's history before the sandbox starts. */
export interface Origin {
  readonly caller: Caller;
  readonly region: string;
  readonly sourceIp: string;
  readonly userAgent: string;
}

/** Calls of one principal from one place. */
export type Calls = <O>(service: Service, operation: string, input: Readonly<Record<string, unknown>>) => Promise<O>;

/** Makes calls as a principal of the account, through rights and records like any other call. */
export function callsAs(account: AccountState, sink: EventSink, origin: Origin): Calls {
  // Faults are for callers over HTTP.
  const faults = new Faults();
  return async <O>(service: Service, name: string, input: Readonly<Record<string, unknown>>): Promise<O> => {
    const operation = service.operations.get(name);
    if (operation === undefined) throw new Error(`The sandbox has no operation ${service.name}:${name}`);
    const call = { account, ...origin, requestId: randomUUID(), now: account.schedule.now() };
    const { output } = await perform(service, operation, call, input, faults, sink);
    return output as O;
  };
}
