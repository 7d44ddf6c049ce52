import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** A table as the DynamoDB store expects it: string keys `pk` and `sk`, time to live in `expiresAt`. */
export function createTable(scope: Construct, id: string, name: string): TableV2 {
  return new TableV2(scope, id, {
    tableName: name,
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    timeToLiveAttribute: 'expiresAt',
    billing: Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

const READ = ['dynamodb:GetItem', 'dynamodb:Query'];
const APPEND = ['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'];

/** Everything that the store's commits need. */
export function readWrite(table: TableV2): PolicyStatement {
  return new PolicyStatement({
    actions: [...READ, ...APPEND, 'dynamodb:DeleteItem'],
    resources: [table.tableArn],
  });
}

/** Reading and adding. IAM cannot demand the condition that makes a put an addition; the chain of hashes tells. */
export function readAppend(table: TableV2): PolicyStatement {
  return new PolicyStatement({ actions: [...READ, ...APPEND], resources: [table.tableArn] });
}

/** Reading and putting documents in partitions whose keys begin in one of these ways. */
export function readWriteWithin(table: TableV2, partitions: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    actions: [...READ, 'dynamodb:PutItem'],
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } },
  });
}

/** Putting and taking back documents in partitions whose keys begin in one of these ways, and reading none. */
export function writeWithin(table: TableV2, partitions: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } },
  });
}
