import { AwsRefusal } from '../../refusal.ts';

/** Errors of "Error codes for the Amazon EC2 API", Amazon EC2 API Reference, with the wording that EC2 uses. */

export function missingParameter(name: string): AwsRefusal {
  return new AwsRefusal('MissingParameter', `The request must contain the parameter ${name}`);
}

export function invalidValue(value: string, parameter: string): AwsRefusal {
  return new AwsRefusal('InvalidParameterValue', `Value (${value}) for parameter ${parameter} is invalid.`);
}

export function invalidCombination(message: string): AwsRefusal {
  return new AwsRefusal('InvalidParameterCombination', message);
}

/** "Checks whether you have the required permissions": success is told by an error. HTTP 412. */
export function checkDryRun(dryRun: boolean | undefined): void {
  if (dryRun === true) {
    throw new AwsRefusal('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', { status: 412 });
  }
}

export function instancesNotFound(ids: readonly string[]): AwsRefusal {
  const many = ids.length > 1;
  return new AwsRefusal(
    'InvalidInstanceID.NotFound',
    `The instance ID${many ? 's' : ''} '${ids.join(', ')}' do${many ? '' : 'es'} not exist`,
  );
}

export function snapshotNotFound(id: string): AwsRefusal {
  return new AwsRefusal('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
}

/** InvalidInstanceID.Malformed: the long and the short form of ids are both accepted. */
export function checkInstanceIds(ids: readonly string[]): void {
  const malformed = ids.find((id) => !/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
  if (malformed !== undefined) {
    throw new AwsRefusal('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
  }
}

export function incorrectState(id: string, action: string): AwsRefusal {
  return new AwsRefusal(
    'IncorrectInstanceState',
    `The instance '${id}' is not in a state from which it can be ${action}.`,
  );
}
