import { S3Client } from '@aws-sdk/client-s3';

/**
 * A client that goes where `AWS_ENDPOINT_URL` (or its form for S3) points, or to AWS. At another endpoint the bucket stands
 * in the path: as part of the host, which is what the SDK does by itself, `bucket.localhost` or `bucket.emulator` would
 * have to resolve.
 */
export function createS3Client(): S3Client {
  const endpoint = process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'];
  return new S3Client({
    forcePathStyle: endpoint !== undefined && endpoint !== '',
    // A trail's bucket may lie in another Region; S3 answers with a redirect that says which.
    followRegionRedirects: true,
  });
}
