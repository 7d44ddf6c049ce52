import { findKey } from '../state/account.ts';
import type { AccountState } from '../state/account.ts';
import type { Caller } from '../state/principals.ts';
import { readAuthorization } from './authorization.ts';
import { authRefusal } from './auth-refusals.ts';
import { checkSignature } from './sigv4.ts';
import type { SignedRequest } from './sigv4.ts';

export interface Authenticated {
  readonly caller: Caller;
  readonly region: string;
}

/**
 * Who calls, by signature. Refusals here leave no CloudTrail record: without a valid signature there is no account whose
 * trail it could be.
 *
 * @throws AwsRefusal in the words of the service.
 */
export async function authenticate(
  account: AccountState,
  service: string,
  request: SignedRequest,
): Promise<Authenticated> {
  const header = request.headers['authorization'];
  if (header === undefined) {
    throw authRefusal(service, request.query.has('X-Amz-Algorithm') ? 'presigned' : 'missing');
  }
  const auth = readAuthorization(header);
  if (auth === undefined) throw authRefusal(service, 'incomplete');
  if (!account.regions.has(auth.region)) throw authRefusal(service, 'region');
  const owner = findKey(account, auth.accessKeyId);
  // An inactive key is refused like one that does not exist ("UpdateAccessKey", IAM API Reference).
  if (owner === undefined || owner.key?.status === 'Inactive') throw authRefusal(service, 'unknown-key');
  // Temporary credentials are three parts; a token with a long-term key is as wrong as none with a temporary one.
  if (request.headers['x-amz-security-token'] !== owner.session?.token) throw authRefusal(service, 'unknown-key');
  const problem = await checkSignature(request, auth, { secret: owner.secret });
  if (problem !== undefined) {
    throw authRefusal(service, problem.kind, problem.kind === 'expired' ? problem.detail : undefined);
  }
  if (owner.session !== undefined && owner.session.expiresAt <= account.schedule.now()) {
    throw authRefusal(service, 'expired-token');
  }
  if (owner.key !== undefined) {
    owner.key.lastUsed = { at: account.schedule.now(), service, region: auth.region };
  }
  if (owner.caller.kind === 'role') {
    owner.caller.session.role.lastUsed = { at: account.schedule.now(), region: auth.region };
  }
  return { caller: owner.caller, region: auth.region };
}
