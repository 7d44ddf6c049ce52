import { listOperations } from '../../operation.ts';
import type { Service } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { recordedInCamelCase } from '../json-service.ts';
import { awsQuery } from '../../wire/aws-query.ts';
import { nullMember } from '../null-member.ts';
import { createListener, createLoadBalancer } from './balancers.ts';
import { validationError } from './region.ts';
import { createTargetGroup, describeTargetGroups } from './target-groups.ts';
import { deregisterTargets, describeTargetHealth, registerTargets } from './targets.ts';

/** Load balancers of the second generation, as far as it takes to know whom they send traffic to. */
export const elasticloadbalancing: Service = {
  name: 'elasticloadbalancing',
  global: false,
  protocol: awsQuery('http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/'),
  operations: listOperations([
    createListener,
    createLoadBalancer,
    createTargetGroup,
    deregisterTargets,
    describeTargetGroups,
    describeTargetHealth,
    registerTargets,
  ]),

  missing: (_operation, member) => validationError(nullMember(member)),

  denied: (message) => new AwsRefusal('AccessDenied', message, { status: 403 }),
  ...recordedInCamelCase,
  hidesParameters: (refusal) => ['AccessDenied', 'ValidationError'].includes(refusal.code),
};
