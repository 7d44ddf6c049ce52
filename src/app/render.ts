import { caseCard } from '../../blocks/case-card.ts';
import { ADDRESSES_SHOWN } from '../../blocks/case-facts.ts';
import { requestCard } from '../../blocks/request-card.ts';
import { isBehind } from '../approve/assignee.ts';
import { isAskable } from '../cases/ask-actor.ts';
import { requirementsFor } from '../approve/requirements.ts';
import { caseKey } from '../cases/case-store.ts';
import { caseTag } from '../cases/posted.ts';
import type { PosterPorts } from '../cases/poster-ports.ts';
import { readActivity } from '../enrich/activity.ts';
import { readHabits } from '../enrich/baseline.ts';
import { keptNames } from '../enrich/names/kept-names.ts';
import { originsOf } from '../enrich/origin.ts';
import type { Case } from '../model/case.ts';
import type { Policy } from '../model/policy.ts';
import { areKnown } from '../model/principals.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Networks } from '../ports/networks.ts';
import { actions } from '../remediate/actions/index.ts';
import { requestKey } from '../remediate/request-key.ts';
import { undoable, undosOf } from '../remediate/undo.ts';
import { deciders } from './deciders.ts';
import { createPermalinks } from './permalinks.ts';
import type { WorkerPorts } from './worker-ports.ts';
import { offered, requestsOf } from './offered.ts';

function canBeUndone(request: ActionRequest, undos: readonly ActionRequest[]): boolean {
  const action = actions.find(({ id }) => id === request.plan.action.id);
  return action !== undefined && typeof undoable(request, undos, action) !== 'string';
}

export interface RenderPorts extends Pick<WorkerPorts, 'store' | 'chat' | 'log' | 'clock'> {
  readonly networks: Networks;
  readonly policy: () => Promise<Policy>;
}

/** Cards and requests as they are now, for the poster. */
export function createRender(ports: RenderPorts): PosterPorts['render'] {
  const { store, networks, clock, policy: policyNow } = ports;
  const link = createPermalinks(ports);
  return async (kind, id) => {
    const policy = await policyNow();
    const names = new Map(policy.accounts.map((account) => [account.id, account.alias]));
    if (kind === 'request') {
      const request = (await store.get<ActionRequest>(requestKey(id)))?.value;
      if (request === undefined) return undefined;
      const undos = await undosOf(store, request);
      const needed = requirementsFor(policy, request.plan, request.suspects, request.createdAt);
      return requestCard({
        request,
        account: names.get(request.plan.account) ?? request.plan.account,
        ...(request.state === 'pending' ? await deciders(store, policy, request, clock.now()) : {}),
        raisedBy: needed?.raisedBy ?? [],
        undos,
        undoable: canBeUndone(request, undos),
      });
    }
    const it = (await store.get<Case>(caseKey(id)))?.value;
    if (it === undefined) return undefined;
    const requests = await requestsOf(store, it);
    const offers = await offered(store, policy, it, requests);
    const [newest] = it.records;
    const person = policy.people.find(({ aws }) => areKnown(it.principals, aws));
    const [activity, called] = await Promise.all([readActivity(store, it.id), keptNames(store, it.id)]);
    const addresses = [...new Set(it.records.flatMap((record) => record.sourceIPAddress ?? []))];
    const other = it.mergedInto ?? it.splitFrom;
    const elsewhere = other === undefined ? undefined : await link(caseTag(other.caseId));
    return caseCard({
      case: it,
      ...(elsewhere === undefined ? {} : { link: elsewhere }),
      askable: isAskable(it, policy.people),
      assigneeBehind: it.assignee !== undefined && isBehind(it.assignee, policy.people, it.principals),
      account: names.get(it.account) ?? it.account,
      requests,
      offers,
      ...(person === undefined ? {} : { person: person.name }),
      ...(activity === undefined ? {} : { activity }),
      names: called,
      origins: await originsOf(addresses.slice(0, ADDRESSES_SHOWN), networks, policy.networks ?? []),
      ...(newest === undefined ? {} : { habits: await readHabits(store, newest) }),
    });
  };
}
