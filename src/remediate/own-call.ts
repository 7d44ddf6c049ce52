import type { Key } from '../ports/store.ts';

/** Points from an AWS request id to the request of ours that made the call: how our own doing is recognised in the trail. */
export function ownCallKey(awsRequestId: string): Key {
  return { partition: `own-call#${awsRequestId}`, sort: 'request' };
}
