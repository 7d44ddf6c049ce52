import { KMSInvalidStateException$, NotFoundException$, TagException$ } from '@aws-sdk/client-kms';
import { AwsRefusal } from '../../refusal.ts';
import { readError } from '../../wire/schema.ts';
import type { ErrorSchema } from '../../wire/schema.ts';

/** An error of the AWS KMS API Reference, each listed at the actions that give it. All come with HTTP 400 ("Errors" there). */
export function kmsError(schema: ErrorSchema, message: string): AwsRefusal {
  return new AwsRefusal(readError(schema).name, message);
}

export function keyNotFound(message: string): AwsRefusal {
  return kmsError(NotFoundException$, message);
}

/** "Key states of AWS KMS keys", AWS KMS Developer Guide: what the state of the key does not let happen. */
export function invalidState(message: string): AwsRefusal {
  return kmsError(KMSInvalidStateException$, message);
}

/** ValidationException ("Common Errors", AWS KMS API Reference). */
export function validationError(member: string, value: string, constraint: string): AwsRefusal {
  return new AwsRefusal(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

/** "Tag keys cannot begin with aws:" (API_TagResource). */
export function checkTagKeys(keys: readonly string[]): void {
  if (keys.some((key) => key === '' || key.toLowerCase().startsWith('aws:'))) {
    throw kmsError(TagException$, 'Tags beginning with aws: are reserved');
  }
}
