import type { Service } from '../operation.ts';
import { AwsRefusal } from '../refusal.ts';
import { camelParameters, commaTime } from '../trail/parameters.ts';
import { awsJson } from '../wire/aws-json.ts';
import { nullMember } from './null-member.ts';

/** CloudTrail writes parameters down with their names in camel case, and of what only reads no response. */
export const recordedInCamelCase: Pick<Service, 'recordRequest' | 'recordResponse'> = {
  recordRequest: (_operation, input) => camelParameters(input, commaTime),
  recordResponse: (operation, output) => (operation.readOnly ? null : camelParameters(output, commaTime)),
};

/** What services that speak AWS JSON 1.1 have in common. */
export const jsonService: Pick<Service, 'protocol' | 'missing' | 'denied' | 'recordRequest' | 'recordResponse'> = {
  protocol: awsJson('1.1'),
  missing: (_operation, member) => new AwsRefusal('ValidationException', nullMember(member)),
  // AccessDeniedException ("Common Errors" of each service's API Reference); recorded without the suffix.
  denied: (message) => new AwsRefusal('AccessDeniedException', message, { recordCode: 'AccessDenied' }),
  ...recordedInCamelCase,
};
