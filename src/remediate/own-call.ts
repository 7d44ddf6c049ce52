import type { Key, Store } from '../ports/store.ts';

/** Points from an AWS request id to the request of ours that made the call: how our own doing is recognised in the trail. */
export function ownCallKey(awsRequestId: string): Key {
  return { partition: `own-call#${awsRequestId}`, sort: 'request' };
}

/** What a run of ours changed is its own affair: it must never lead to another run. */
export async function isOwnCall(store: Store, requestID: string | undefined): Promise<boolean> {
  return requestID !== undefined && (await store.get(ownCallKey(requestID))) !== undefined;
}
