import { CreateDBCluster$, DBClusterAlreadyExistsFault$ } from '@aws-sdk/client-rds';
import type { CreateDBClusterMessage, CreateDBClusterResult, DBCluster } from '@aws-sdk/client-rds';
import { defineOperation } from '../../operation.ts';
import { modelled } from '../../refusal.ts';
import type { ClusterRecord } from '../../state/rds.ts';
import { camelParameters, commaTime } from '../../trail/parameters.ts';
import { checkMaster, masked } from './passwords.ts';
import { identifier, invalidValue } from './refusals.ts';
import { databasesOf, onArn, rdsArn, resourceId } from './region.ts';
import { readTags, requestTags, viewTags } from './tags.ts';

const ENGINES: readonly string[] = ['aurora-mysql', 'aurora-postgresql'];

export const createDbCluster = defineOperation<CreateDBClusterMessage, CreateDBClusterResult>({
  schema: CreateDBCluster$,
  readOnly: false,
  supports: [
    'DBClusterIdentifier',
    'Engine',
    'MasterUsername',
    'MasterUserPassword',
    'StorageEncrypted',
    'KmsKeyId',
    'Tags',
  ],
  demands: (input, call) => [
    onArn(
      'rds:CreateDBCluster',
      rdsArn(call, 'cluster', (input.DBClusterIdentifier ?? '').toLowerCase()),
      call,
      requestTags(input.Tags),
    ),
  ],

  run(input, call) {
    const { clusters } = databasesOf(call);
    const id = identifier(input.DBClusterIdentifier, 'DBClusterIdentifier', 63);
    if (clusters.has(id)) throw modelled(DBClusterAlreadyExistsFault$, 'DB Cluster already exists');
    if (!ENGINES.includes(input.Engine ?? '')) throw invalidValue('Invalid DB engine');
    checkMaster(input);
    const cluster: ClusterRecord = {
      id,
      arn: rdsArn(call, 'cluster', id),
      resourceId: resourceId('cluster'),
      engine: input.Engine ?? '',
      username: input.MasterUsername ?? '',
      encrypted: input.StorageEncrypted === true,
      kmsKeyId: input.KmsKeyId,
      createdAt: call.now,
      tags: readTags(input.Tags),
      status: 'creating',
    };
    clusters.set(id, cluster);
    const { account } = call;
    account.schedule.after(account.settings.transitionMs, () => {
      cluster.status = 'available';
      account.changed();
    });
    account.changed();
    return { DBCluster: view(cluster) };
  },

  record: {
    request: (input) => camelParameters(masked(input), commaTime),
    touched: ({ DBClusterIdentifier: name }) => (name === undefined ? [] : [{ type: 'AWS::RDS::DBCluster', name }]),
  },
});

function view(cluster: ClusterRecord): DBCluster {
  return {
    DBClusterIdentifier: cluster.id,
    DBClusterArn: cluster.arn,
    DbClusterResourceId: cluster.resourceId,
    Engine: cluster.engine,
    Status: cluster.status,
    MasterUsername: cluster.username,
    StorageEncrypted: cluster.encrypted,
    ClusterCreateTime: new Date(cluster.createdAt),
    TagList: viewTags(cluster.tags),
  };
}
