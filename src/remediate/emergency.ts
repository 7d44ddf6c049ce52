import { emergencyNotice } from '../../blocks/emergency-notice.ts';
import type { Case } from '../model/case.ts';
import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { Write } from '../ports/store.ts';

/** Tells the second channel, and the alerts channel through the case's thread, that somebody approved alone. */
export function emergencyWrites(
  outbox: Outbox,
  about: {
    readonly policy: Policy;
    readonly request: ActionRequest;
    readonly of: Case;
    readonly by: Person;
    readonly reason: string;
  },
): readonly Write[] {
  const { policy, request, of, by, reason } = about;
  const account = policy.accounts.find(({ id }) => id === request.plan.account)?.alias ?? request.plan.account;
  const message = emergencyNotice({ request, account, by, reason });
  const id = `emergency-${request.id}`;
  const second = policy.breakGlass?.channel;
  return [
    outbox.note(id, of, message, 'broadcast'),
    ...(second === undefined ? [] : [outbox.plain(id, second, message)]),
  ];
}
