/**
 * A run as a process of its own that kills itself (SIGKILL: no handler, no clean-up) right before its n-th effect: a commit,
 * an audit entry, a call that changes AWS. Right before an effect is right after the one before it, so these are all the
 * moments in which a run can die.
 *
 * Reads STORE, AUDIT, ACTION, REQUEST, ROLES (JSON) and CRASH_AT (0: never); AWS's endpoint and credentials as the SDK does.
 * Brings the run to its end, then prints how many effects it had.
 */
import { createAws, type AwsAccountRoles } from '../../src/adapters/aws/aws-accounts.ts';
import type { Aws, AwsPermission, AwsSession } from '../../src/ports/aws.ts';
import { actions } from '../../src/remediate/actions/index.ts';
import { readRequest } from '../../src/remediate/request-store.ts';
import { openRunBench } from '../contract/actions/action-bench.ts';
import { isChanging } from '../contract/actions/action-site.ts';

const env = (name: string): string => process.env[name] ?? '';
const crashAt = Number(env('CRASH_AT'));
let points = 0;

function point(): void {
  points += 1;
  if (points === crashAt) process.kill(process.pid, 'SIGKILL');
}

/** The same object, with a point before each call of one method. */
function watched<T extends object>(target: T, method: keyof T): T {
  return new Proxy(target, {
    get(object, name, receiver) {
      const value: unknown = Reflect.get(object, name, receiver);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (name === method) point();
        return (value as (...all: unknown[]) => unknown).apply(object, args);
      };
    },
  });
}

// The roles come from the test that starts this.
const roles = JSON.parse(env('ROLES')) as AwsAccountRoles;
const real = createAws({ accounts: () => Promise.resolve(roles) });
const aws: Aws = {
  reader: (...of) => real.reader(...of),
  async actor(grant): Promise<AwsSession> {
    const session = await real.actor(grant);
    return {
      account: session.account,
      region: session.region,
      call<P extends AwsPermission>(permission: P, input: Parameters<typeof session.call<P>>[1]) {
        if (isChanging(permission)) point();
        return session.call(permission, input);
      },
    };
  },
};

const action = actions.find(({ id }) => id === env('ACTION'));
if (action === undefined) throw new Error(`There is no action ${env('ACTION')}.`);
const bench = openRunBench(
  aws,
  action,
  { store: env('STORE'), audit: env('AUDIT') },
  { store: (it) => watched(it, 'commit'), audit: (it) => watched(it, 'append') },
);
await bench.finish((await readRequest(bench.ports.store, env('REQUEST'))).value);
process.stdout.write(`${points}\n`);
process.exit(0);
