import {
  InvalidParameterValueException$,
  ResourceConflictException$,
  ResourceNotFoundException$,
} from '@aws-sdk/client-lambda';
import { AwsRefusal, modelled } from '../../refusal.ts';

/** Errors of the AWS Lambda API Reference, each listed at the actions that give it. */

export function notFound(message: string): AwsRefusal {
  return modelled(ResourceNotFoundException$, message);
}

export function conflict(message: string): AwsRefusal {
  return modelled(ResourceConflictException$, message);
}

export function invalidParameter(message: string): AwsRefusal {
  return modelled(InvalidParameterValueException$, message);
}

/** ValidationException ("Common Errors", AWS Lambda API Reference). */
export function validationError(member: string, value: string, constraint: string): AwsRefusal {
  return new AwsRefusal(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}
