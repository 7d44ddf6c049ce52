import {
  AttachUserPolicy$,
  DetachUserPolicy$,
  ListAttachedUserPolicies$,
  ListUserPolicies$,
  PutUserPolicy$,
} from '@aws-sdk/client-iam';
import type {
  AttachUserPolicyRequest,
  DetachUserPolicyRequest,
  ListAttachedUserPoliciesRequest,
  ListAttachedUserPoliciesResponse,
  ListUserPoliciesRequest,
  ListUserPoliciesResponse,
  PutUserPolicyRequest,
} from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import type { Principal } from '../../state/principals.ts';
import { findUser, listPage, onUser } from './entities.ts';
import { checkName, limitExceeded, noSuch, readPolicy } from './refusals.ts';
import { touchedPolicy, touchedUser } from './touched.ts';

/** "Managed policies attached to an IAM user or role: 10" ("IAM and AWS STS quotas", IAM User Guide). */
export function attachPolicy(principal: Principal, arn: string, call: Call): void {
  if (!call.account.managedPolicies.has(arn)) throw noSuch(`Policy ${arn} does not exist or is not attachable.`);
  if (!principal.attached.has(arn) && principal.attached.size >= 10) {
    throw limitExceeded('Cannot exceed quota for PoliciesPerUser: 10');
  }
  principal.attached.add(arn);
  call.account.changed();
}

export function putPolicy(principal: Principal, name: string, text: string, call: Call): void {
  checkName(name, 'policyName', 128);
  principal.inline.set(name, readPolicy(text, 'identity'));
  call.account.changed();
}

export const attachUserPolicy = defineOperation<AttachUserPolicyRequest, object>({
  schema: AttachUserPolicy$,
  readOnly: false,
  supports: ['UserName', 'PolicyArn'],
  demands: (input, call) =>
    onUser('iam:AttachUserPolicy', input.UserName ?? '', call, { 'iam:PolicyARN': input.PolicyArn }),

  run(input, call) {
    attachPolicy(findUser(call.account, input.UserName ?? ''), input.PolicyArn ?? '', call);
    return {};
  },

  record: { touched: (input) => [...touchedUser(input.UserName), ...touchedPolicy(input.PolicyArn)] },
});

export const detachUserPolicy = defineOperation<DetachUserPolicyRequest, object>({
  schema: DetachUserPolicy$,
  readOnly: false,
  supports: ['UserName', 'PolicyArn'],
  demands: (input, call) =>
    onUser('iam:DetachUserPolicy', input.UserName ?? '', call, { 'iam:PolicyARN': input.PolicyArn }),

  run(input, call) {
    const user = findUser(call.account, input.UserName ?? '');
    if (!user.attached.delete(input.PolicyArn ?? '')) throw noSuch(`Policy ${input.PolicyArn ?? ''} was not found.`);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => [...touchedUser(input.UserName), ...touchedPolicy(input.PolicyArn)] },
});

export const putUserPolicy = defineOperation<PutUserPolicyRequest, object>({
  schema: PutUserPolicy$,
  readOnly: false,
  supports: ['UserName', 'PolicyName', 'PolicyDocument'],
  demands: (input, call) => onUser('iam:PutUserPolicy', input.UserName ?? '', call),

  run(input, call) {
    putPolicy(findUser(call.account, input.UserName ?? ''), input.PolicyName ?? '', input.PolicyDocument ?? '', call);
    return {};
  },

  record: { touched: (input) => touchedUser(input.UserName) },
});

export const listAttachedUserPolicies = defineOperation<
  ListAttachedUserPoliciesRequest,
  ListAttachedUserPoliciesResponse
>({
  schema: ListAttachedUserPolicies$,
  readOnly: true,
  supports: ['UserName', 'Marker', 'MaxItems'],
  demands: (input, call) => onUser('iam:ListAttachedUserPolicies', input.UserName ?? '', call),

  run(input, call) {
    const { items, ...rest } = listPage([...findUser(call.account, input.UserName ?? '').attached], input);
    const { managedPolicies } = call.account;
    return {
      ...rest,
      AttachedPolicies: items.map((arn) => ({ PolicyArn: arn, PolicyName: managedPolicies.get(arn)?.name })),
    };
  },
});

export const listUserPolicies = defineOperation<ListUserPoliciesRequest, ListUserPoliciesResponse>({
  schema: ListUserPolicies$,
  readOnly: true,
  supports: ['UserName', 'Marker', 'MaxItems'],
  demands: (input, call) => onUser('iam:ListUserPolicies', input.UserName ?? '', call),

  run(input, call) {
    const { items, ...rest } = listPage([...findUser(call.account, input.UserName ?? '').inline.keys()], input);
    return { ...rest, PolicyNames: items };
  },
});
