import { listOperations } from '../../operation.ts';
import type { Service } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { camelParameters, commaTime } from '../../trail/parameters.ts';
import { awsQuery } from '../../wire/aws-query.ts';
import {
  createDbClusterSnapshot,
  deleteDbClusterSnapshot,
  describeDbClusterSnapshotAttributes,
  describeDbClusterSnapshots,
  modifyDbClusterSnapshotAttribute,
} from './cluster-snapshots.ts';
import { createDbCluster } from './clusters.ts';
import { createDbInstance, deleteDbInstance, describeDbInstances, modifyDbInstance } from './instances.ts';
import {
  createDbSnapshot,
  deleteDbSnapshot,
  describeDbSnapshotAttributes,
  describeDbSnapshots,
  modifyDbSnapshotAttribute,
} from './snapshots.ts';
import { addTagsToResource, listTagsForResource } from './tags.ts';

export const rds: Service = {
  name: 'rds',
  global: false,
  protocol: awsQuery('http://rds.amazonaws.com/doc/2014-10-31/'),
  operations: listOperations([
    addTagsToResource,
    createDbCluster,
    createDbClusterSnapshot,
    createDbInstance,
    createDbSnapshot,
    deleteDbClusterSnapshot,
    deleteDbInstance,
    deleteDbSnapshot,
    describeDbClusterSnapshotAttributes,
    describeDbClusterSnapshots,
    describeDbInstances,
    describeDbSnapshotAttributes,
    describeDbSnapshots,
    listTagsForResource,
    modifyDbClusterSnapshotAttribute,
    modifyDbInstance,
    modifyDbSnapshotAttribute,
  ]),

  missing: (_operation, member) =>
    new AwsRefusal('MissingParameter', `The request must contain the parameter ${member}.`),

  denied: (message) => new AwsRefusal('AccessDenied', message, { status: 403 }),
  recordRequest: (_operation, input) => camelParameters(input, commaTime),

  /** What is made or changed is recorded without the element around it. */
  recordResponse(operation, output) {
    if (operation.readOnly) return null;
    const [only, ...others] = Object.values(output);
    const content = others.length === 0 && typeof only === 'object' && only !== null ? only : output;
    return camelParameters(content as Readonly<Record<string, unknown>>, commaTime);
  },

  hidesParameters: (refusal) => refusal.code === 'AccessDenied',
};
