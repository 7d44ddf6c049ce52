import {
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  GetPublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetPublicAccessBlockCommand as GetAccountBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { bindCalls } from './aws-call-table.ts';
import type { CallTable, ClientSettings, ServiceCalls } from './aws-call-table.ts';

interface Clients {
  readonly buckets: S3Client;
  readonly account: S3ControlClient;
}

const CALLS: CallTable<'s3', Clients> = {
  's3:GetAccountPublicAccessBlock': ({ account }, input) => account.send(new GetAccountBlockCommand(input)),
  's3:GetBucketAcl': ({ buckets }, input) => buckets.send(new GetBucketAclCommand(input)),
  's3:GetBucketPolicyStatus': ({ buckets }, input) => buckets.send(new GetBucketPolicyStatusCommand(input)),
  's3:GetBucketPublicAccessBlock': ({ buckets }, input) => buckets.send(new GetPublicAccessBlockCommand(input)),
  's3:GetBucketTagging': ({ buckets }, input) => buckets.send(new GetBucketTaggingCommand(input)),
  's3:GetBucketWebsite': ({ buckets }, input) => buckets.send(new GetBucketWebsiteCommand(input)),
  's3:PutBucketPublicAccessBlock': ({ buckets }, { PublicAccessBlockConfiguration: block, ...of }) =>
    block === undefined
      ? buckets.send(new DeletePublicAccessBlockCommand(of))
      : buckets.send(new PutPublicAccessBlockCommand({ ...of, PublicAccessBlockConfiguration: block })),
};

/** Where `AWS_ENDPOINT_URL` or its forms for the two point, or AWS. */
export function openS3(settings: ClientSettings): ServiceCalls {
  const everything = process.env['AWS_ENDPOINT_URL'];
  const elsewhere = process.env['AWS_ENDPOINT_URL_S3'] ?? everything;
  const control = process.env['AWS_ENDPOINT_URL_S3_CONTROL'] ?? everything;
  return bindCalls(
    {
      // As part of the host, which is what the SDK does by itself, `bucket.localhost` would have to resolve.
      buckets: new S3Client({ ...settings, forcePathStyle: isSet(elsewhere) }),
      account: new S3ControlClient({ ...settings, ...(isSet(control) ? at(control) : {}) }),
    },
    CALLS,
  );
}

function isSet(endpoint: string | undefined): endpoint is string {
  return endpoint !== undefined && endpoint !== '';
}

/** The SDK would put the account before the host of any endpoint, and before an address makes no host at all. */
function at(endpoint: string): object {
  return { endpointProvider: () => ({ url: new URL(endpoint) }) };
}
