import { alarm } from '../cases/escalate.ts';
import { readMutes } from '../cases/mutes.ts';
import type { CasesPorts } from '../cases/record-alert.ts';
import { routeAlert } from '../cases/route-alert.ts';
import { namesOf } from '../model/alert.ts';
import type { Policy } from '../model/policy.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import type { Timers } from '../ports/timers.ts';

/** What recording an alert needs of the policy: where its case goes, who is called, what is muted. */
export function casePorts(
  { store, clock, timers }: { readonly store: Store; readonly clock: Clock; readonly timers: Pick<Timers, 'arm'> },
  policy: Policy,
): CasesPorts {
  return {
    store,
    clock,
    channelFor: ({ account, rule }) =>
      Promise.resolve(routeAlert(policy, { account, level: rule.level, rule: namesOf(rule) }).channel),
    accountName: (id) => policy.accounts.find((account) => account.id === id)?.alias ?? id,
    alarm: (it) => alarm(policy, timers, it),
    mutes: () => readMutes(store, clock.now()),
  };
}
