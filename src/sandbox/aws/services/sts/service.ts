import { listOperations } from '../../operation.ts';
import type { Service } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { camelParameters, commaTime } from '../../trail/parameters.ts';
import { awsQuery } from '../../wire/aws-query.ts';
import { nullMember } from '../null-member.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './get-caller-identity.ts';

export const sts: Service = {
  name: 'sts',
  global: false,
  protocol: awsQuery('https://sts.amazonaws.com/doc/2011-06-15/'),
  operations: listOperations([assumeRole, getCallerIdentity]),

  missing: (_operation, member) =>
    new AwsRefusal('ValidationError', nullMember(member), { recordCode: 'ValidationException' }),

  denied: (message) => new AwsRefusal('AccessDenied', message, { status: 403 }),

  recordRequest: (_operation, input) => camelParameters(input, commaTime),

  recordResponse: (operation, output) => (operation.readOnly ? null : camelParameters(output, commaTime)),

  hidesParameters: (refusal) => ['AccessDenied', 'ValidationError'].includes(refusal.code),
};
