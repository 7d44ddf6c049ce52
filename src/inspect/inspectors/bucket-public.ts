import { foundTarget, NOTHING, targetsOf, type Finding, type Inspector } from '../inspector.ts';
import { readBucket, type SeenBucket } from '../reads/buckets.ts';

const BUCKET = 'AWS::S3::Bucket';

/** A bucket that lets everybody in, as S3 itself judges it, with nothing that keeps that from counting. */
export const bucketPublic: Inspector = {
  rule: {
    id: 'bucket-public',
    title: 'A bucket is open to everybody',
    level: 'high',
    description:
      'By its policy or its access control list everybody may use the bucket. No public access block, of its own or of the account, keeps that from counting. Open buckets are found by machines that try names.',
    whatToDo:
      'Block its public access. What has been read is out: look in its access logs or in data events who read what.',
    falsePositives: ['A bucket whose content is meant to be published. A distribution in front of it is safer.'],
    attack: ['T1530', 'T1619'],
  },
  after: [
    's3.amazonaws.com:DeleteBucketPublicAccessBlock',
    's3.amazonaws.com:DeletePublicAccessBlock',
    's3.amazonaws.com:PutBucketAcl',
    's3.amazonaws.com:PutBucketPolicy',
    's3.amazonaws.com:PutBucketPublicAccessBlock',
  ],
  permissions: {
    read: [
      's3:GetBucketAcl',
      's3:GetBucketPolicyStatus',
      's3:GetBucketPublicAccessBlock',
      's3:GetAccountPublicAccessBlock',
    ],
  },

  async look(session, record) {
    const names = [...new Set(targetsOf(record, BUCKET).map(({ id }) => id))];
    const findings: Finding[] = [];
    for (const name of names) {
      const bucket = await readBucket(session, name);
      const open = bucket === undefined ? [] : waysIn(bucket);
      if (open.length > 0) findings.push({ target: foundTarget(record, BUCKET, name), seen: `${open.join('; ')}.` });
    }
    return findings.length === 0 ? NOTHING : { findings, settling: false };
  },
};

function waysIn(bucket: SeenBucket): readonly string[] {
  const lists = [
    ['everybody', bucket.grantedToAll],
    ['anybody with an AWS account', bucket.grantedToSignedIn],
  ] as const;
  return [
    ...(bucket.publicPolicy && !bucket.policyBlocked ? ['Its policy is public'] : []),
    ...lists
      .filter(([, permissions]) => permissions.length > 0 && !bucket.listIgnored)
      .map(([whom, permissions]) => `Its access control list gives ${permissions.join(', ')} to ${whom}`),
  ];
}
