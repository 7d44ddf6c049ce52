import { readForRequests } from '../cases/case-store.ts';
import { TrailboltError } from '../errors.ts';
import type { Person } from '../model/person.ts';
import { isSuspect } from '../model/principals.ts';
import type { Store } from '../ports/store.ts';

/** Nobody looks after the case that is about themselves. @throws TrailboltError `case.missing`, `case.suspect`. */
export async function refuseSuspect(store: Store, caseId: string, person: Person): Promise<void> {
  const { value: it } = await readForRequests(store, caseId);
  if (!person.aws.some((principal) => isSuspect(principal, it.principals))) return;
  throw new TrailboltError(
    'case.suspect',
    'You are the person behind the principal that this case is about, so somebody else has to look after it.',
  );
}
