import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';

/**
 * The policy file as an asset of the deployment: its key is the digest of its content, so an object never changes, and
 * only whoever may deploy can put another one in force.
 */
export class PolicyObject extends Construct {
  /** As `TRAILBOLT_POLICY` takes it. */
  readonly location: string;
  /** Reading this one object. */
  readonly read: PolicyStatement;

  constructor(scope: Construct, id: string, path: string) {
    super(scope, id);
    const asset = new Asset(this, 'Asset', { path });
    this.location = `s3://${asset.s3BucketName}/${asset.s3ObjectKey}`;
    this.read = new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: [`arn:${Aws.PARTITION}:s3:::${asset.s3BucketName}/${asset.s3ObjectKey}`],
    });
  }
}
