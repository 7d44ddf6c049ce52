import type { DBInstance } from '@aws-sdk/client-rds';
import type { Call } from '../../operation.ts';
import type { DatabaseRecord } from '../../state/rds.ts';
import { viewTags } from './tags.ts';

/** "DBInstance", Amazon RDS API Reference; a new one has no endpoint yet. */
export function viewInstance(database: DatabaseRecord, call: Call, pending: object = {}): DBInstance {
  const network = call.account.regions.get(call.region);
  return {
    DBInstanceIdentifier: database.id,
    DBInstanceClass: database.instanceClass,
    Engine: database.engine,
    EngineVersion: database.engineVersion,
    DBInstanceStatus: database.status,
    MasterUsername: database.username,
    ...(database.status === 'creating'
      ? {}
      : {
          Endpoint: {
            Address: `${database.id}.${database.resourceId.slice(3, 15).toLowerCase()}.${call.region}.rds.amazonaws.com`,
            Port: database.port,
            HostedZoneId: 'Z2R2ITUGPM61AM',
          },
          InstanceCreateTime: new Date(database.createdAt),
        }),
    AllocatedStorage: database.storage,
    BackupRetentionPeriod: database.backupDays,
    DBSecurityGroups: [],
    VpcSecurityGroups: database.groupIds.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    DBSubnetGroup: {
      DBSubnetGroupName: 'default',
      DBSubnetGroupDescription: 'default',
      VpcId: network?.vpcId ?? '',
      SubnetGroupStatus: 'Complete',
      Subnets: (network?.subnets ?? []).map(({ id, zone }) => ({
        SubnetIdentifier: id,
        SubnetAvailabilityZone: { Name: zone },
        SubnetStatus: 'Active',
      })),
    },
    PendingModifiedValues: pending,
    MultiAZ: false,
    AutoMinorVersionUpgrade: true,
    PubliclyAccessible: database.publiclyAccessible,
    StorageType: 'gp3',
    DbInstancePort: 0,
    StorageEncrypted: database.encrypted,
    ...(database.kmsKeyId === undefined ? {} : { KmsKeyId: database.kmsKeyId }),
    DbiResourceId: database.resourceId,
    DBInstanceArn: database.arn,
    DeletionProtection: database.deletionProtection,
    TagList: viewTags(database.tags),
  };
}
