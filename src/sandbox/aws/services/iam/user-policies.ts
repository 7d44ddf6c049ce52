import {
  AttachUserPolicy$,
  DeleteUserPolicy$,
  DetachUserPolicy$,
  GetUserPolicy$,
  ListAttachedUserPolicies$,
  ListUserPolicies$,
  PutUserPolicy$,
} from '@aws-sdk/client-iam';
import type {
  AttachUserPolicyRequest,
  AttachedPolicy,
  DeleteUserPolicyRequest,
  DetachUserPolicyRequest,
  GetUserPolicyRequest,
  GetUserPolicyResponse,
  ListAttachedUserPoliciesRequest,
  ListAttachedUserPoliciesResponse,
  ListUserPoliciesRequest,
  ListUserPoliciesResponse,
  PutUserPolicyRequest,
} from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import type { Principal } from '../../state/principals.ts';
import { encodeDocument, findUser, listPage, onUser } from './entities.ts';
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

/** @throws AwsRefusal `NoSuchEntity` where it is not attached. */
export function detachPolicy(principal: Principal, arn: string, call: Call): void {
  if (!principal.attached.delete(arn)) throw noSuch(`Policy ${arn} was not found.`);
  call.account.changed();
}

export function inlinePolicyOf(
  principal: Principal,
  name: string | undefined,
  kind: 'user' | 'role',
): { readonly name: string; readonly document: string } {
  const policy = principal.inline.get(name ?? '');
  if (policy === undefined) throw noInline(name, kind);
  return { name: name ?? '', document: encodeDocument(policy.text) };
}

export function deletePolicyOf(
  principal: Principal,
  name: string | undefined,
  kind: 'user' | 'role',
  call: Call,
): void {
  if (!principal.inline.delete(name ?? '')) throw noInline(name, kind);
  call.account.changed();
}

function noInline(name: string | undefined, kind: 'user' | 'role'): ReturnType<typeof noSuch> {
  return noSuch(`The ${kind} policy with name ${name ?? ''} cannot be found.`);
}

export function viewAttached(arns: readonly string[], { account }: Call): AttachedPolicy[] {
  return arns.map((arn) => ({ PolicyArn: arn, PolicyName: account.managedPolicies.get(arn)?.name }));
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
    detachPolicy(findUser(call.account, input.UserName ?? ''), input.PolicyArn ?? '', call);
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

export const getUserPolicy = defineOperation<GetUserPolicyRequest, GetUserPolicyResponse>({
  schema: GetUserPolicy$,
  readOnly: true,
  supports: ['UserName', 'PolicyName'],
  demands: (input, call) => onUser('iam:GetUserPolicy', input.UserName ?? '', call),

  run(input, call) {
    const user = findUser(call.account, input.UserName ?? '');
    const { name, document } = inlinePolicyOf(user, input.PolicyName, 'user');
    return { UserName: user.name, PolicyName: name, PolicyDocument: document };
  },

  record: { touched: (input) => touchedUser(input.UserName) },
});

export const deleteUserPolicy = defineOperation<DeleteUserPolicyRequest, object>({
  schema: DeleteUserPolicy$,
  readOnly: false,
  supports: ['UserName', 'PolicyName'],
  demands: (input, call) => onUser('iam:DeleteUserPolicy', input.UserName ?? '', call),

  run(input, call) {
    deletePolicyOf(findUser(call.account, input.UserName ?? ''), input.PolicyName, 'user', call);
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
    return { ...rest, AttachedPolicies: viewAttached(items, call) };
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
