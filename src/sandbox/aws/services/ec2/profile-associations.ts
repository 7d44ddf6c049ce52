import {
  AssociateIamInstanceProfile$,
  DescribeIamInstanceProfileAssociations$,
  DisassociateIamInstanceProfile$,
} from '@aws-sdk/client-ec2';
import type {
  AssociateIamInstanceProfileRequest,
  AssociateIamInstanceProfileResult,
  DescribeIamInstanceProfileAssociationsRequest,
  DescribeIamInstanceProfileAssociationsResult,
  DisassociateIamInstanceProfileRequest,
  DisassociateIamInstanceProfileResult,
  IamInstanceProfileAssociation,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import type { Call, Demand } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { ec2Id } from '../../state/ids.ts';
import type { Ec2Region, InstanceRecord, ProfileAssociation } from '../../state/ec2.ts';
import {
  countedFilters,
  countedTexts,
  wireScalars,
  wrappedRequest,
  wrappedResponse,
} from '../../trail/wrapped-parameters.ts';
import { findInstances, instanceDemands, touchedInstances } from './instances.ts';
import { findProfile } from './launch-plan.ts';
import { incorrectState, missingParameter } from './refusals.ts';
import { ec2Arn, regionOf } from './regional.ts';
import { page, select } from './select.ts';

interface Associated {
  readonly instance: InstanceRecord;
  readonly association: ProfileAssociation;
}

/** Those of the Region's instances; "IamInstanceProfileAssociation" says which state each is in. */
function associated(region: Ec2Region): Associated[] {
  return [...region.instances.values()].flatMap((instance) =>
    instance.profile === undefined ? [] : { instance, association: instance.profile },
  );
}

function view({ instance, association }: Associated, state: 'associating' | 'associated' | 'disassociating') {
  return {
    AssociationId: association.id,
    InstanceId: instance.id,
    IamInstanceProfile: { Arn: association.profile.arn, Id: association.profile.id },
    State: state,
    ...(state === 'associated' ? { Timestamp: new Date(association.at) } : {}),
  } satisfies IamInstanceProfileAssociation;
}

function notFound(id: string): AwsRefusal {
  return new AwsRefusal('InvalidAssociationID.NotFound', `An invalid association-id of '${id}' was given`);
}

export const describeIamInstanceProfileAssociations = defineOperation<
  DescribeIamInstanceProfileAssociationsRequest,
  DescribeIamInstanceProfileAssociationsResult
>({
  schema: DescribeIamInstanceProfileAssociations$,
  readOnly: true,
  supports: ['AssociationIds', 'Filters', 'MaxResults', 'NextToken'],
  demands: () => [{ action: 'ec2:DescribeIamInstanceProfileAssociations', resource: '*' }],

  run(input, call) {
    const all = associated(regionOf(call));
    const ids = input.AssociationIds ?? [];
    const wrong = ids.find((id) => !all.some(({ association }) => association.id === id));
    if (wrong !== undefined) throw notFound(wrong);
    const named = all.filter(({ association }) => ids.length === 0 || ids.includes(association.id));
    const chosen = select(named, input.Filters, ['instance-id', 'state'], ({ instance }, filter) =>
      filter === 'instance-id' ? [instance.id] : ['associated'],
    );
    const { items, next } = page(chosen, { token: input.NextToken, size: input.MaxResults, least: 5 });
    return {
      IamInstanceProfileAssociations: items.map((one) => view(one, 'associated')),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },

  record: {
    request: ({ AssociationIds, Filters, ...rest }) =>
      wrappedRequest(DescribeIamInstanceProfileAssociations$, rest, {
        ...countedTexts('AssociationId', AssociationIds),
        ...countedFilters(Filters),
      }),
  },
});

export const associateIamInstanceProfile = defineOperation<
  AssociateIamInstanceProfileRequest,
  AssociateIamInstanceProfileResult
>({
  schema: AssociateIamInstanceProfile$,
  readOnly: false,
  supports: ['IamInstanceProfile', 'InstanceId'],
  demands: (input, call) => [
    ...instanceDemands(call, 'ec2:AssociateIamInstanceProfile', [input.InstanceId ?? '']),
    passRole(input, call),
  ],

  run(input, call) {
    const [instance] = findInstances(regionOf(call), [input.InstanceId ?? '']);
    const profile = findProfile(input.IamInstanceProfile, call);
    if (instance === undefined || profile === undefined) throw missingParameter('iamInstanceProfile');
    if (!['running', 'stopped', 'pending', 'stopping'].includes(instance.state)) {
      throw incorrectState(instance.id, 'modified');
    }
    if (instance.profile !== undefined) {
      // "You cannot associate more than one IAM instance profile with an instance" (API_AssociateIamInstanceProfile).
      throw new AwsRefusal('IncorrectState', `There is an existing association for instance ${instance.id}`);
    }
    const association = { id: ec2Id('iip-assoc'), profile, at: call.now };
    instance.profile = association;
    call.account.changed();
    return { IamInstanceProfileAssociation: view({ instance, association }, 'associating') };
  },

  record: {
    request: (input) =>
      wrappedRequest(
        AssociateIamInstanceProfile$,
        { ...input },
        {
          IamInstanceProfile: wireScalars({ ...input.IamInstanceProfile }),
        },
      ),
    response: (output, call) => wrappedResponse(AssociateIamInstanceProfile$, { ...output }, call.requestId),
    touched: (input) => touchedInstances([input.InstanceId ?? '']),
  },
});

/** "Granting a user permissions to pass a role to an AWS service", IAM User Guide: the role within the profile. */
function passRole(input: AssociateIamInstanceProfileRequest, call: Call): Demand {
  const { Name, Arn } = input.IamInstanceProfile ?? {};
  const name = Name ?? Arn?.split('/').at(-1) ?? '*';
  const role = call.account.profiles.get(name)?.role ?? name;
  return {
    action: 'iam:PassRole',
    resource: `arn:aws:iam::${call.account.id}:role/${role}`,
    context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
  };
}

export const disassociateIamInstanceProfile = defineOperation<
  DisassociateIamInstanceProfileRequest,
  DisassociateIamInstanceProfileResult
>({
  schema: DisassociateIamInstanceProfile$,
  readOnly: false,
  supports: ['AssociationId'],
  demands(input, call) {
    const action = 'ec2:DisassociateIamInstanceProfile';
    const found = associated(regionOf(call)).find(({ association }) => association.id === input.AssociationId);
    if (found === undefined) return [{ action, resource: ec2Arn(call, 'instance', '*') }];
    return instanceDemands(call, action, [found.instance.id]);
  },

  run(input, call) {
    const id = input.AssociationId ?? '';
    const found = associated(regionOf(call)).find(({ association }) => association.id === id);
    if (found === undefined) throw notFound(id);
    found.instance.profile = undefined;
    call.account.changed();
    return { IamInstanceProfileAssociation: view(found, 'disassociating') };
  },

  record: {
    request: (input) => wrappedRequest(DisassociateIamInstanceProfile$, { ...input }),
    response: (output, call) => wrappedResponse(DisassociateIamInstanceProfile$, { ...output }, call.requestId),
    touched: (_input, output) =>
      touchedInstances([output?.IamInstanceProfileAssociation?.InstanceId ?? ''].filter(Boolean)),
  },
});
