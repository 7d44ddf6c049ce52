import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * A client that goes where `AWS_ENDPOINT_URL` points (or to AWS), whatever host a queue URL carries: emulators and
 * private endpoints name queues by hosts that need not resolve here.
 */
export function createSqsClient(): SQSClient {
  return new SQSClient({ useQueueUrlAsEndpoint: false });
}
