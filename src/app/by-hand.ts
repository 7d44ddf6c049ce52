import { caseNaming, openByHand } from '../cases/manual-case.ts';
import { routeAlert } from '../cases/route-alert.ts';
import { describeError, TrailboltError } from '../errors.ts';
import type { CaseTarget } from '../model/case.ts';
import type { Offer } from '../model/offer.ts';
import type { Person } from '../model/person.ts';
import type { GuardedAccount, Policy } from '../model/policy.ts';
import type { Action } from '../remediate/action.ts';
import { actions } from '../remediate/actions/index.ts';
import { whyOff } from '../remediate/available.ts';
import { keepOffer, targetByHand } from '../remediate/by-hand.ts';
import { exampleFor, targetByName } from './by-name.ts';
import type { WorkerPorts } from './worker-ports.ts';

const REGION = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;

/**
 * What a person wants to plan, as an offer on a case: the one of the account that names the target, or a new one.
 * @throws TrailboltError with a sentence for the person: `action.unknown`, `target.unknown`, `target.no-region`,
 * `target.unclear`, `target.gone`,
 * `target.unsaid`, `account.unknown`, `account.unclear`, `action.off`.
 */
export async function planByHand(
  ports: WorkerPorts,
  input: {
    readonly action: string;
    /** An id, or a name that exactly one thing has; empty: an example is given. */
    readonly target: string;
    /** Account and Region, in either order. */
    readonly rest: readonly string[];
    readonly person: Person;
    readonly key: string;
  },
): Promise<Offer> {
  const policy = await ports.policy();
  const action = actions.find(({ id }) => id === input.action.toLowerCase());
  if (action === undefined)
    throw new TrailboltError(
      'action.unknown',
      `There is no action “${input.action.slice(0, 60)}”. There are: ${actions.map(({ id }) => id).join(', ')}.`,
    );
  if (input.target === '') throw new TrailboltError('target.unsaid', exampleOf(action, policy));
  const said = input.rest.find((word) => REGION.test(word));
  const account = accountFor(
    policy,
    input.rest.filter((word) => word !== said),
  );
  const off = whyOff(account, action);
  if (off !== undefined) throw new TrailboltError('action.off', off);
  const target = await targetOf(ports, action, account, input.target, said);
  if (!account.regions.includes(target.region))
    throw new TrailboltError(
      'target.no-region',
      `Region ${target.region} is not one of account ${account.alias}; the policy lists ${account.regions.join(', ')}.`,
    );
  await checkThere(ports, action, account, target);
  const it = (await caseNaming(ports.store, account.id, target)) ?? (await open(ports, policy, account, target, input));
  return keepOffer(ports.store, { action, caseId: it.id, account: account.id, target, now: ports.clock.now() });
}

/** What was typed as AWS names it: by its id, or by a name that exactly one thing has. */
async function targetOf(
  { aws }: WorkerPorts,
  action: Action,
  account: GuardedAccount,
  typed: string,
  said: string | undefined,
): Promise<CaseTarget> {
  const region = said !== undefined && !account.regions.includes(said) ? undefined : (said ?? onlyRegion(account));
  try {
    return targetByHand(action, typed, said ?? region);
  } catch (error) {
    if (!(error instanceof TrailboltError) || error.code !== 'target.unknown') throw error;
    const named = await targetByName(aws, action, account, typed, region);
    if (named !== undefined) return named;
    throw new TrailboltError(
      'target.unknown',
      `${action.title.one} cannot be planned by hand for “${typed.slice(0, 80)}”: say its id, as AWS writes it.`,
      { cause: error },
    );
  }
}

/**
 * A window that can only say that there is no such thing is not worth opening. Where AWS does not answer, the plan will say why.
 * @throws TrailboltError `target.gone`.
 */
async function checkThere(
  { aws, log }: WorkerPorts,
  action: Action,
  account: GuardedAccount,
  target: CaseTarget,
): Promise<void> {
  const planned = await aws
    .reader(account.id, target.region, action.permissions.read)
    .then((session) => action.plan(session, [{ ...target, records: [] }]))
    .catch((error: unknown) => {
      log.warn('target.not-read', { action: action.id, account: account.id, error: describeError(error) });
      return [];
    });
  const gone = planned.find(({ material }) => material['exists'] === false);
  if (gone !== undefined)
    throw new TrailboltError(
      'target.gone',
      `${target.id.slice(0, 80)} in ${account.alias}, ${target.region}: ${gone.blocked ?? 'AWS does not know it (any more).'}`,
    );
}

/** What to type after an action that was named alone. */
function exampleOf(action: Action, { accounts: [account] }: Policy): string {
  const place = account === undefined ? '' : ` ${account.alias} ${account.regions[0] ?? ''}`;
  return `Say on what: /trail do ${action.id} ${exampleFor(action) ?? '<id>'}${place}`;
}

function open(
  ports: WorkerPorts,
  policy: Policy,
  account: GuardedAccount,
  target: CaseTarget,
  { person, key }: { readonly person: Person; readonly key: string },
) {
  return openByHand(ports.store, {
    id: key.slice(0, 10),
    by: person,
    account: account.id,
    target,
    channel: routeAlert(policy, { account: account.id, level: 'low' }).channel,
    now: ports.clock.now(),
  });
}

function accountFor(policy: Policy, words: readonly string[]): GuardedAccount {
  const [word, another] = words;
  const known = policy.accounts.map(({ alias }) => alias).join(', ');
  if (another !== undefined)
    throw new TrailboltError(
      'account.unclear',
      `Expected an account and a Region, found “${words.join(' ').slice(0, 80)}”.`,
    );
  if (word === undefined) {
    const [only, ...others] = policy.accounts;
    if (only !== undefined && others.length === 0) return only;
    throw new TrailboltError('account.unclear', `Say in which account, after the target: ${known}.`);
  }
  const account = policy.accounts.find(({ id, alias }) => id === word || alias === word);
  if (account === undefined)
    throw new TrailboltError(
      'account.unknown',
      `“${word.slice(0, 60)}” is neither a Region nor an account that Trailbolt guards; those are ${known}.`,
    );
  return account;
}

/** Where everything is, if there is only one place where it can be. */
function onlyRegion({ regions }: GuardedAccount): string | undefined {
  return regions.length === 1 ? regions[0] : undefined;
}
