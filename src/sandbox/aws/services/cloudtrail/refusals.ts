import { AwsRefusal } from '../../refusal.ts';
import { readError } from '../../wire/schema.ts';
import type { ErrorSchema } from '../../wire/schema.ts';

/**
 * An error of the CloudTrail API Reference. The JSON protocol names errors in full, unlike the query protocol, and all
 * of them come with HTTP 400 there, whatever the model says.
 */
export function trailError(schema: ErrorSchema, message: string): AwsRefusal {
  return new AwsRefusal(readError(schema).name, message);
}
