import type { ActionRequest } from '../model/request.ts';
import type { Key, Store, Write } from '../ports/store.ts';
import { requestKey } from './request-key.ts';

/** Requests that wait for people or for their own start, and runs by when they began. */
const WAITING = 'requests-waiting';
const RAN = 'requests-ran';
/** Runs are listed for this long. */
const LISTED_SECONDS = 90 * 24 * 60 * 60;

/** What a changed request changes in the lists, for the commit that changes it. */
export function listed(current: ActionRequest | undefined, next: ActionRequest): readonly Write[] {
  const waiting: Key = { partition: WAITING, sort: next.id };
  const started = current?.run === undefined ? next.run?.startedAt : undefined;
  return [
    ...(isWaiting(next) && !isWaiting(current)
      ? [{ kind: 'put' as const, key: waiting, value: {}, if: 'any' as const }]
      : []),
    ...(isWaiting(current) && !isWaiting(next) ? [{ kind: 'delete' as const, key: waiting, if: 'any' as const }] : []),
    ...(started === undefined
      ? []
      : [
          {
            kind: 'put' as const,
            key: { partition: RAN, sort: `${String(started).padStart(13, '0')}#${next.id}` },
            value: { requestId: next.id },
            if: 'any' as const,
            expiresAt: Math.floor(started / 1000) + LISTED_SECONDS,
          },
        ]),
  ];
}

/** Requests that are not decided yet, at most `limit`, the ones that end first first. */
export async function waitingRequests(store: Store, limit: number): Promise<readonly ActionRequest[]> {
  const { items } = await store.list(WAITING, { limit });
  const found = await Promise.all(items.map(({ sort }) => store.get<ActionRequest>(requestKey(sort))));
  return found
    .flatMap((item) => item?.value ?? [])
    .filter(isWaiting)
    .toSorted((a, b) => a.expiresAt - b.expiresAt);
}

/** The newest `limit` runs, the one that began last first. */
export async function newestRuns(store: Store, limit: number): Promise<readonly ActionRequest[]> {
  const { items } = await store.list<{ readonly requestId: string }>(RAN, { reverse: true, limit });
  const found = await Promise.all(items.map(({ value }) => store.get<ActionRequest>(requestKey(value.requestId))));
  return found.flatMap((item) => item?.value ?? []);
}

function isWaiting(request: ActionRequest | undefined): boolean {
  return request?.state === 'pending' || request?.state === 'announced';
}
