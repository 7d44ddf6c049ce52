import { CreateSecurityGroup$, DeleteSecurityGroup$ } from '@aws-sdk/client-ec2';
import type {
  CreateSecurityGroupRequest,
  CreateSecurityGroupResult,
  DeleteSecurityGroupRequest,
  DeleteSecurityGroupResult,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { ec2Id } from '../../state/ids.ts';
import type { GroupRecord } from '../../state/ec2.ts';
import { scalars } from '../../trail/parameters.ts';
import { allOutbound, findGroup } from './group-rules.ts';
import { groupDemands } from './interfaces.ts';
import { checkDryRun, invalidValue } from './refusals.ts';
import { ec2Arn, regionOf } from './regional.ts';
import { recordTagSpecifications } from './rule-record.ts';
import { tagList } from './select.ts';
import { createTagsDemands, requestTagContext, tagsFor } from './tag-input.ts';

export const createSecurityGroup = defineOperation<CreateSecurityGroupRequest, CreateSecurityGroupResult>({
  schema: CreateSecurityGroup$,
  readOnly: false,
  supports: ['GroupName', 'Description', 'VpcId', 'TagSpecifications', 'DryRun'],
  demands: (input, call) => {
    const action = 'ec2:CreateSecurityGroup';
    const tags = (input.TagSpecifications ?? []).flatMap((one) => one.Tags ?? []);
    return [
      { action, resource: ec2Arn(call, 'security-group', '*'), context: requestTagContext(tags) },
      { action, resource: ec2Arn(call, 'vpc', input.VpcId ?? regionOf(call).vpcId) },
      ...createTagsDemands(call, 'CreateSecurityGroup', input.TagSpecifications),
    ];
  },

  run(input, call) {
    const region = regionOf(call);
    const name = input.GroupName ?? '';
    if (input.VpcId !== undefined && input.VpcId !== region.vpcId) {
      throw new AwsRefusal('InvalidVpcID.NotFound', `The vpc ID '${input.VpcId}' does not exist`);
    }
    // "Constraints: Up to 255 characters in length. Cannot start with sg-." (API_CreateSecurityGroup)
    if (name.startsWith('sg-') || name.length > 255) throw invalidValue(name, 'groupName');
    if ([...region.groups.values()].some((group) => group.name === name)) {
      throw new AwsRefusal(
        'InvalidGroup.Duplicate',
        `The security group '${name}' already exists for VPC '${region.vpcId}'`,
      );
    }
    // "Constraints: Up to 255 characters in length. Valid characters: a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*".
    const description = input.Description ?? '';
    if (description.length > 255 || !/^[\w .\-:/()#,@[\]+=&;{}!$*]*$/.test(description)) {
      throw invalidValue(description, 'GroupDescription');
    }
    const tags = tagsFor('security-group', input.TagSpecifications, call);
    checkDryRun(input.DryRun);
    const id = ec2Id('sg');
    const group: GroupRecord = {
      id,
      arn: ec2Arn(call, 'security-group', id),
      name,
      description,
      vpcId: region.vpcId,
      tags,
      rules: [allOutbound()],
    };
    region.groups.set(id, group);
    call.account.changed();
    return { GroupId: id, SecurityGroupArn: group.arn, ...(tags.size === 0 ? {} : { Tags: tagList(tags) }) };
  },

  record: {
    request: (input) => ({
      groupName: input.GroupName ?? '',
      groupDescription: input.Description ?? '',
      ...(input.VpcId === undefined ? {} : { vpcId: input.VpcId }),
      ...(input.TagSpecifications === undefined
        ? {}
        : { tagSpecificationSet: recordTagSpecifications(input.TagSpecifications) }),
    }),
    response: (output, call) => ({ requestId: call.requestId, _return: true, groupId: output.GroupId ?? '' }),
    touched: (_input, output) =>
      output?.GroupId === undefined ? [] : [{ type: 'AWS::EC2::SecurityGroup', name: output.GroupId }],
  },
});

export const deleteSecurityGroup = defineOperation<DeleteSecurityGroupRequest, DeleteSecurityGroupResult>({
  schema: DeleteSecurityGroup$,
  readOnly: false,
  supports: ['GroupId', 'GroupName', 'DryRun'],
  demands: (input, call) =>
    groupDemands(call, 'ec2:DeleteSecurityGroup', [findGroup(regionOf(call), input.GroupId, input.GroupName).id]),

  run(input, call) {
    const region = regionOf(call);
    const group = findGroup(region, input.GroupId, input.GroupName);
    // "You can't delete a default security group" ("Delete a security group", Amazon VPC User Guide).
    if (group.id === region.defaultGroupId) {
      throw new AwsRefusal(
        'CannotDelete',
        `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
      );
    }
    // "…associated with an instance or network interface, or is referenced by another security group in the same VPC"
    // (API_DeleteSecurityGroup).
    const used = [...region.interfaces.values()].some((one) => one.groupIds.includes(group.id));
    const named = [...region.groups.values()].some(
      (one) => one.id !== group.id && one.rules.some(({ peer }) => peer.kind === 'group' && peer.groupId === group.id),
    );
    if (used || named) throw new AwsRefusal('DependencyViolation', `resource ${group.id} has a dependent object`);
    checkDryRun(input.DryRun);
    region.groups.delete(group.id);
    call.account.changed();
    return { Return: true, GroupId: group.id };
  },

  record: {
    request: (input) => scalars({ ...input }),
    touched: (input) => [{ type: 'AWS::EC2::SecurityGroup', name: input.GroupId ?? input.GroupName ?? '' }],
  },
});
