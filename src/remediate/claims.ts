import { TrailboltError } from '../errors.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Key, Store, Write } from '../ports/store.ts';
import { requestKey } from './request-key.ts';

/** The last request of an action for a target. It need not be withdrawn: the request itself says whether it still counts. */
interface Claim {
  readonly requestId: string;
}

/**
 * The writes by which a new request claims its targets for its action, over all cases: commit them with the request, so
 * that of two at once only one is made.
 * @throws TrailboltError `request.taken` when a target is in a request that still may run.
 */
export async function claimTargets(store: Store, request: ActionRequest): Promise<readonly Write[]> {
  const { plan } = request;
  // What one run did is undone once; a later run of the action on the same target has an undo of its own.
  const partition = plan.undoes === undefined ? `claim#${plan.action.id}` : `claim#undo#${plan.undoes}`;
  return Promise.all(
    plan.targets.map(async (target): Promise<Write> => {
      const key: Key = { partition, sort: target.arn };
      const claim = await store.get<Claim>(key);
      const other = claim === undefined ? undefined : await store.get<ActionRequest>(requestKey(claim.value.requestId));
      const open = other === undefined ? undefined : openInWords(other.value, request.createdAt);
      if (other !== undefined && open !== undefined)
        throw new TrailboltError(
          'request.taken',
          `${target.id} is already in request ${other.value.id}, which ${open}: nothing was asked.`,
          { details: { target: target.id, request: other.value.id } },
        );
      return {
        kind: 'put',
        key,
        value: { requestId: request.id } satisfies Claim,
        if: claim === undefined ? 'absent' : { version: claim.version },
      };
    }),
  );
}

/** The last request of an action for an object, over all cases. */
export async function lastRequestFor(store: Store, action: string, arn: string): Promise<ActionRequest | undefined> {
  const claim = await store.get<Claim>({ partition: `claim#${action}`, sort: arn });
  return claim === undefined ? undefined : (await store.get<ActionRequest>(requestKey(claim.value.requestId)))?.value;
}

/** Why a request may still touch its targets, or undefined when it cannot any more. */
function openInWords({ state, expiresAt, plan }: ActionRequest, now: number): string | undefined {
  if (state === 'pending') return now < expiresAt ? 'waits for approval; approve or reject that one first' : undefined;
  if (state === 'announced') return 'an automation will start soon; hold that one first';
  if (state === 'approved') return 'is approved and about to run';
  if (state === 'succeeded' && plan.undoes !== undefined) return 'has undone it';
  return state === 'running' ? 'is running' : undefined;
}
