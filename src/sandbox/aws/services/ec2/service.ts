import { listOperations } from '../../operation.ts';
import type { Service } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { opaque } from '../../state/ids.ts';
import { ec2Elements, scalars } from '../../trail/parameters.ts';
import { ec2Query } from '../../wire/ec2-query.ts';
import { attachNetworkInterface, detachNetworkInterface } from './attach-network-interface.ts';
import {
  authorizeSecurityGroupEgress,
  authorizeSecurityGroupIngress,
  revokeSecurityGroupEgress,
  revokeSecurityGroupIngress,
} from './change-group-rules.ts';
import { createSecurityGroup, deleteSecurityGroup } from './create-security-group.ts';
import { createTags } from './create-tags.ts';
import { describeInstanceTypes, describeRegions } from './describe-catalog.ts';
import { describeInstances } from './describe-instances.ts';
import { describeVolumes } from './describe-volumes.ts';
import { describeImageAttribute, modifyImageAttribute } from './image-attribute.ts';
import { createImage, deregisterImage, describeImages } from './images.ts';
import { describeInstanceAttribute, modifyInstanceAttribute } from './instance-attribute.ts';
import { modifyInstanceMetadataOptions } from './metadata-options.ts';
import {
  createNetworkInterface,
  deleteNetworkInterface,
  describeNetworkInterfaces,
  modifyNetworkInterfaceAttribute,
} from './network-interfaces.ts';
import {
  associateIamInstanceProfile,
  describeIamInstanceProfileAssociations,
  disassociateIamInstanceProfile,
} from './profile-associations.ts';
import { missingParameter } from './refusals.ts';
import { runInstances } from './run-instances.ts';
import { describeSecurityGroupRules, modifySecurityGroupRules } from './security-group-rules.ts';
import { describeSecurityGroups } from './security-groups.ts';
import { describeSnapshotAttribute, modifySnapshotAttribute } from './snapshot-attribute.ts';
import { createSnapshot, deleteSnapshot, describeSnapshots } from './snapshots.ts';
import { startInstances, stopInstances } from './stop-start-instances.ts';
import { terminateInstances } from './terminate-instances.ts';

export const ec2: Service = {
  name: 'ec2',
  global: false,
  protocol: ec2Query,
  operations: listOperations([
    associateIamInstanceProfile,
    attachNetworkInterface,
    authorizeSecurityGroupEgress,
    authorizeSecurityGroupIngress,
    createImage,
    createNetworkInterface,
    createSecurityGroup,
    createSnapshot,
    createTags,
    deleteNetworkInterface,
    deleteSecurityGroup,
    deleteSnapshot,
    deregisterImage,
    describeIamInstanceProfileAssociations,
    describeImageAttribute,
    describeImages,
    describeInstanceAttribute,
    describeInstances,
    describeInstanceTypes,
    describeNetworkInterfaces,
    describeRegions,
    describeSecurityGroupRules,
    describeSecurityGroups,
    describeSnapshotAttribute,
    describeSnapshots,
    describeVolumes,
    detachNetworkInterface,
    disassociateIamInstanceProfile,
    modifyImageAttribute,
    modifyInstanceAttribute,
    modifyInstanceMetadataOptions,
    modifyNetworkInterfaceAttribute,
    modifySecurityGroupRules,
    modifySnapshotAttribute,
    revokeSecurityGroupEgress,
    revokeSecurityGroupIngress,
    runInstances,
    startInstances,
    stopInstances,
    terminateInstances,
  ]),

  missing: (_operation, member) => missingParameter(member.charAt(0).toLowerCase() + member.slice(1)),

  // "UnauthorizedOperation" ("Error codes for the Amazon EC2 API"): HTTP 403, with a message that DecodeAuthorizationMessage
  // of STS could read. What it encodes is of no use here, so it is noise of a likely length.
  denied: (message) =>
    new AwsRefusal(
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. ${message}. Encoded authorization failure message: ${opaque(300)}`,
      { status: 403 },
    ),

  recordRequest: (_operation, input) => scalars(input),

  recordResponse(operation, output, call) {
    if (operation.readOnly) return null;
    const { requestId } = call;
    if (operation.model.output.members.length === 0) return { requestId, _return: true };
    return { requestId, ...ec2Elements(operation.model.output, output) };
  },

  // EC2 records the parameters of refused calls too.
  hidesParameters: () => false,
};
