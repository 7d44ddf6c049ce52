import { TrailboltError } from '../errors.ts';
import type { Case } from '../model/case.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { Item, Store, Write } from '../ports/store.ts';
import { requestKey } from './request-key.ts';
import { listed } from './request-lists.ts';

/** @throws TrailboltError `request.missing`. */
export async function readRequest(store: Store, id: string): Promise<Item<ActionRequest>> {
  // What comes from a button need not even be a key.
  const item = id.isWellFormed() ? await store.get<ActionRequest>(requestKey(id)) : undefined;
  if (item === undefined) throw new TrailboltError('request.missing', `There is no request ${id.slice(0, 40)}.`);
  return item;
}

/** A changed request with what has to be said of it, for one commit. */
export function requestWrites(
  outbox: Outbox,
  current: Item<ActionRequest> | undefined,
  next: ActionRequest,
  of: Case,
): Write[] {
  const { undoes } = next.plan;
  return [
    {
      kind: 'put',
      key: requestKey(next.id),
      value: next,
      if: current === undefined ? 'absent' : { version: current.version },
    },
    ...listed(current?.value, next),
    outbox.request(next, of),
    // The message of what it undoes speaks of it.
    ...(undoes === undefined ? [] : [outbox.request({ id: undoes, createdAt: next.createdAt }, of)]),
    outbox.card(of),
    // So does the card of what the case was merged into.
    ...(of.mergedInto === undefined ? [] : [outbox.cardAt({ ...of.mergedInto, id: of.mergedInto.caseId })]),
  ];
}
