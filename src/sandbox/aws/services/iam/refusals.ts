import {
  DeleteConflictException$,
  EntityAlreadyExistsException$,
  LimitExceededException$,
  MalformedPolicyDocumentException$,
  NoSuchEntityException$,
  UnmodifiableEntityException$,
} from '@aws-sdk/client-iam';
import { AwsRefusal, modelled } from '../../refusal.ts';
import { parsePolicy } from '../../iam/document.ts';
import type { PolicyKind } from '../../iam/document.ts';
import type { StoredPolicy } from '../../state/principals.ts';

/** Errors of the IAM API Reference, each listed at the actions that give it. */

export function noSuch(message: string): AwsRefusal {
  return modelled(NoSuchEntityException$, message);
}

export function noSuchUser(name: string): AwsRefusal {
  return noSuch(`The user with name ${name} cannot be found.`);
}

export function noSuchRole(name: string): AwsRefusal {
  return noSuch(`The role with name ${name} cannot be found.`);
}

export function alreadyExists(message: string): AwsRefusal {
  return modelled(EntityAlreadyExistsException$, message);
}

export function limitExceeded(message: string): AwsRefusal {
  return modelled(LimitExceededException$, message);
}

export function deleteConflict(message: string): AwsRefusal {
  return modelled(DeleteConflictException$, message);
}

export function unmodifiable(role: string): AwsRefusal {
  return modelled(
    UnmodifiableEntityException$,
    `Cannot perform the operation on the protected role '${role}' - this role is only modifiable by AWS`,
  );
}

/** ValidationError ("Common errors", IAM API Reference), recorded as ValidationException. */
export function validationError(message: string): AwsRefusal {
  return new AwsRefusal('ValidationError', message, { recordCode: 'ValidationException' });
}

/** Names of users, roles and policies ("IAM and AWS STS quotas", IAM User Guide). */
export function checkName(value: string, member: string, longest = 64): void {
  if (!/^[\w+=,.@-]+$/.test(value)) {
    throw validationError(
      `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
  if (value.length > longest) {
    throw validationError(
      `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${longest}`,
    );
  }
}

/** @throws AwsRefusal `MalformedPolicyDocument` with IAM's reason. */
export function readPolicy(text: string, kind: PolicyKind): StoredPolicy {
  const document = parsePolicy(text, kind);
  if ('malformed' in document) throw modelled(MalformedPolicyDocumentException$, document.malformed);
  return { text, document };
}
