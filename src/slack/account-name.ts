import type { Policy } from '../model/policy.ts';

/** The account's alias from the policy, or its id where the policy does not know it. */
export function accountName(policy: Policy, id: string): string {
  return policy.accounts.find((account) => account.id === id)?.alias ?? id;
}
