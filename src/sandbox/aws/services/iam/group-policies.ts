import {
  AttachGroupPolicy$,
  DetachGroupPolicy$,
  ListAttachedGroupPolicies$,
  PutGroupPolicy$,
} from '@aws-sdk/client-iam';
import type {
  AttachGroupPolicyRequest,
  DetachGroupPolicyRequest,
  ListAttachedGroupPoliciesRequest,
  ListAttachedGroupPoliciesResponse,
  PutGroupPolicyRequest,
} from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import { listPage } from './entities.ts';
import { findGroup, onGroup, touchedGroup } from './groups.ts';
import { touchedPolicy } from './touched.ts';
import { attachPolicy, detachPolicy, putPolicy, viewAttached } from './user-policies.ts';

export const attachGroupPolicy = defineOperation<AttachGroupPolicyRequest, object>({
  schema: AttachGroupPolicy$,
  readOnly: false,
  supports: ['GroupName', 'PolicyArn'],
  demands: (input, call) =>
    onGroup('iam:AttachGroupPolicy', input.GroupName, call, { 'iam:PolicyARN': input.PolicyArn }),

  run(input, call) {
    attachPolicy(findGroup(call, input.GroupName), input.PolicyArn ?? '', call);
    return {};
  },

  record: { touched: (input) => [...touchedGroup(input.GroupName), ...touchedPolicy(input.PolicyArn)] },
});

export const detachGroupPolicy = defineOperation<DetachGroupPolicyRequest, object>({
  schema: DetachGroupPolicy$,
  readOnly: false,
  supports: ['GroupName', 'PolicyArn'],
  demands: (input, call) =>
    onGroup('iam:DetachGroupPolicy', input.GroupName, call, { 'iam:PolicyARN': input.PolicyArn }),

  run(input, call) {
    detachPolicy(findGroup(call, input.GroupName), input.PolicyArn ?? '', call);
    return {};
  },

  record: { touched: (input) => [...touchedGroup(input.GroupName), ...touchedPolicy(input.PolicyArn)] },
});

export const listAttachedGroupPolicies = defineOperation<
  ListAttachedGroupPoliciesRequest,
  ListAttachedGroupPoliciesResponse
>({
  schema: ListAttachedGroupPolicies$,
  readOnly: true,
  supports: ['GroupName', 'Marker', 'MaxItems'],
  demands: (input, call) => onGroup('iam:ListAttachedGroupPolicies', input.GroupName, call),

  run(input, call) {
    const { items, ...rest } = listPage([...findGroup(call, input.GroupName).attached], input);
    return { ...rest, AttachedPolicies: viewAttached(items, call) };
  },

  record: { touched: (input) => touchedGroup(input.GroupName) },
});

export const putGroupPolicy = defineOperation<PutGroupPolicyRequest, object>({
  schema: PutGroupPolicy$,
  readOnly: false,
  supports: ['GroupName', 'PolicyName', 'PolicyDocument'],
  demands: (input, call) => onGroup('iam:PutGroupPolicy', input.GroupName, call),

  run(input, call) {
    putPolicy(findGroup(call, input.GroupName), input.PolicyName ?? '', input.PolicyDocument ?? '', call);
    return {};
  },

  record: { touched: (input) => touchedGroup(input.GroupName) },
});
