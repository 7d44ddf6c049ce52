import type { Policy } from '../model/policy.ts';
import type { SourcedRecord } from '../model/record.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { STATE_CALLS, stateFrom } from '../remediate/prior/from-records.ts';
import { rememberState } from '../remediate/prior/sightings.ts';

/** Keeps what records say that trust policies and event selectors are from then on, for who puts them back one day. */
export function createStateKeeper({ store, clock }: { readonly store: Store; readonly clock: Clock }) {
  return {
    calls: STATE_CALLS,
    async take(policy: Policy, records: readonly SourcedRecord[]): Promise<void> {
      const guarded = new Set(policy.accounts.map((account) => account.id));
      for (const { record } of records) {
        const seen = stateFrom(record);
        if (seen !== undefined && guarded.has(seen.account)) await rememberState(store, seen, clock.now());
      }
    },
  };
}
