import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

const PREFIX = 'audit';

/**
 * A bucket whose objects nobody can change or delete before their time, the root user included: a second copy of the audit,
 * out of reach of who may write to its table.
 */
export class AuditMirror extends Construct {
  /** As `TRAILBOLT_AUDIT_MIRROR` takes it. */
  readonly location: string;
  /** Adding objects, and nothing else. */
  readonly add: PolicyStatement;

  constructor(scope: Construct, id: string, days: number) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(days)),
      versioned: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // A second version would hide the first from whoever does not ask for versions.
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'WriteOnce',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects('*')],
        conditions: { Null: { 's3:if-none-match': 'true' } },
      }),
    );
    this.location = `s3://${bucket.bucketName}/${PREFIX}`;
    this.add = new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects(`${PREFIX}/*`)] });
  }
}
