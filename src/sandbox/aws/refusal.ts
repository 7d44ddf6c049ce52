import { readError } from './wire/schema.ts';
import type { ErrorSchema } from './wire/schema.ts';

/**
 * A refusal as the real service would give it. Thrown by whatever emulates the rule; the protocol writes it in the
 * service's own error shape and the record writer puts it into the CloudTrail record.
 */
export class AwsRefusal extends Error {
  /** Code on the wire, e.g. `InvalidInstanceID.NotFound`. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** Code in the CloudTrail record where it differs from the wire: `NoSuchEntity` is recorded as `NoSuchEntityException`. */
  readonly recordCode: string;

  constructor(code: string, message: string, options: { status?: number; recordCode?: string } = {}) {
    super(message);
    this.name = 'AwsRefusal';
    this.code = code;
    this.status = options.status ?? 400;
    this.recordCode = options.recordCode ?? code;
  }
}

/** A refusal by an error that the service's API model defines: code, status and recorded name come from the model. */
export function modelled(schema: ErrorSchema, message: string): AwsRefusal {
  const { name, code, status } = readError(schema);
  return new AwsRefusal(code, message, { status, recordCode: name });
}
