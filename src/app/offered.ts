import type { Case } from '../model/case.ts';
import type { Offer } from '../model/offer.ts';
import type { Policy } from '../model/policy.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Store } from '../ports/store.ts';
import { actions } from '../remediate/actions/index.ts';
import { actionsIn } from '../remediate/available.ts';
import { offersNow } from '../remediate/offers.ts';
import { requestKey } from '../remediate/request-key.ts';

/** What was asked for from a case, oldest first. */
export async function requestsOf(store: Store, it: Case): Promise<readonly ActionRequest[]> {
  const items = await Promise.all(it.requests.map((id) => store.get<ActionRequest>(requestKey(id))));
  return items.flatMap((item) => item?.value ?? []);
}

/**
 * What the card of a case offers. Only where Trailbolt may act: a card about an unknown account shows what happened and
 * no more.
 */
export async function offered(
  store: Store,
  { accounts }: Pick<Policy, 'accounts'>,
  it: Case,
  requests: readonly ActionRequest[],
): Promise<readonly Offer[]> {
  const account = accounts.find(({ id }) => id === it.account);
  return offersNow(store, it, requests, actionsIn(account, actions));
}
