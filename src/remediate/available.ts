import type { GuardedAccount } from '../model/policy.ts';
import type { Action } from './action.ts';

/** The actions that an account has: those that write in IAM only where its policy names the role for that. */
export function actionsIn(account: GuardedAccount | undefined, actions: readonly Action[]): readonly Action[] {
  return actions.filter((action) => account !== undefined && whyOff(account, action) === undefined);
}

/** Why an action is not to be had in an account, for whoever asks for it by hand; undefined where it is. */
export function whyOff(account: GuardedAccount, action: Pick<Action, 'title' | 'writes'>): string | undefined {
  if (action.writes === 'resources' || account.iamActRole !== undefined) return undefined;
  return `${action.title.one} writes in IAM, which is off in ${account.alias}: the policy names no iam-act-role for this account.`;
}
