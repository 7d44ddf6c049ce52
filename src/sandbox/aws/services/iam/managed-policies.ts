import { CreatePolicy$, DeletePolicy$, GetPolicy$, GetPolicyVersion$ } from '@aws-sdk/client-iam';
import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  DeletePolicyRequest,
  GetPolicyRequest,
  GetPolicyResponse,
  GetPolicyVersionRequest,
  GetPolicyVersionResponse,
  Policy,
} from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import type { Call, Demand } from '../../operation.ts';
import { iamId } from '../../state/ids.ts';
import type { ManagedPolicy } from '../../state/principals.ts';
import { encodeDocument } from './entities.ts';
import { alreadyExists, checkName, deleteConflict, noSuch, readPolicy } from './refusals.ts';
import { touchedPolicy } from './touched.ts';

export const createPolicy = defineOperation<CreatePolicyRequest, CreatePolicyResponse>({
  schema: CreatePolicy$,
  readOnly: false,
  supports: ['PolicyName', 'Path', 'PolicyDocument', 'Description'],
  demands: (input, call) => onPolicy('iam:CreatePolicy', arnOf(input, call)),

  run(input, call) {
    const name = input.PolicyName ?? '';
    checkName(name, 'policyName', 128);
    const arn = arnOf(input, call);
    if (call.account.managedPolicies.has(arn)) {
      throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
    }
    const policy: ManagedPolicy = {
      ...readPolicy(input.PolicyDocument ?? '', 'identity'),
      name,
      id: iamId('ANPA'),
      arn,
      path: input.Path ?? '/',
      createdAt: Math.floor(call.now / 1000) * 1000,
      ...(input.Description === undefined ? {} : { description: input.Description }),
    };
    call.account.managedPolicies.set(arn, policy);
    call.account.changed();
    return { Policy: viewPolicy(policy, call) };
  },

  record: { touched: (_input, output) => touchedPolicy(output?.Policy?.Arn) },
});

export const getPolicy = defineOperation<GetPolicyRequest, GetPolicyResponse>({
  schema: GetPolicy$,
  readOnly: true,
  supports: ['PolicyArn'],
  demands: (input) => onPolicy('iam:GetPolicy', input.PolicyArn ?? ''),
  run: (input, call) => ({ Policy: viewPolicy(findPolicy(call, input.PolicyArn), call) }),
  record: { touched: (input) => touchedPolicy(input.PolicyArn) },
});

export const getPolicyVersion = defineOperation<GetPolicyVersionRequest, GetPolicyVersionResponse>({
  schema: GetPolicyVersion$,
  readOnly: true,
  supports: ['PolicyArn', 'VersionId'],
  demands: (input) => onPolicy('iam:GetPolicyVersion', input.PolicyArn ?? ''),

  run(input, call) {
    const policy = findPolicy(call, input.PolicyArn);
    if (input.VersionId !== 'v1') {
      throw noSuch(`Policy ${policy.arn} version ${input.VersionId ?? ''} does not exist or is not attachable.`);
    }
    return {
      PolicyVersion: {
        Document: encodeDocument(policy.text),
        VersionId: 'v1',
        IsDefaultVersion: true,
        CreateDate: new Date(policy.createdAt),
      },
    };
  },

  record: { touched: (input) => touchedPolicy(input.PolicyArn) },
});

export const deletePolicy = defineOperation<DeletePolicyRequest, object>({
  schema: DeletePolicy$,
  readOnly: false,
  supports: ['PolicyArn'],
  demands: (input) => onPolicy('iam:DeletePolicy', input.PolicyArn ?? ''),

  run(input, call) {
    const { arn } = findPolicy(call, input.PolicyArn);
    // "Before you can delete a managed policy, you must first detach the policy" (API_DeletePolicy).
    if (attachments(arn, call) > 0) throw deleteConflict('Cannot delete a policy attached to entities.');
    if (boundaries(arn, call) > 0)
      throw deleteConflict('Cannot delete a policy that is used as a permissions boundary.');
    call.account.managedPolicies.delete(arn);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedPolicy(input.PolicyArn) },
});

function arnOf(input: CreatePolicyRequest, call: Call): string {
  return `arn:aws:iam::${call.account.id}:policy${input.Path ?? '/'}${input.PolicyName ?? ''}`;
}

function onPolicy(action: string, resource: string): readonly Demand[] {
  return [{ action, resource }];
}

function findPolicy(call: Call, arn: string | undefined): ManagedPolicy {
  const policy = call.account.managedPolicies.get(arn ?? '');
  if (policy === undefined) throw noSuch(`Policy ${arn ?? ''} was not found.`);
  return policy;
}

function attachments(arn: string, { account }: Call): number {
  const principals = [...account.users.values(), ...account.roles.values(), ...account.groups.values()];
  return principals.filter(({ attached }) => attached.has(arn)).length;
}

function boundaries(arn: string, { account }: Call): number {
  return [...account.roles.values()].filter(({ boundary }) => boundary === arn).length;
}

function viewPolicy(policy: ManagedPolicy, call: Call): Policy {
  const created = new Date(policy.createdAt);
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: 'v1',
    AttachmentCount: attachments(policy.arn, call),
    PermissionsBoundaryUsageCount: boundaries(policy.arn, call),
    IsAttachable: true,
    ...(policy.description === undefined ? {} : { Description: policy.description }),
    CreateDate: created,
    UpdateDate: created,
  };
}
