import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DeadEnds } from '../../ports/dead-ends.ts';

/** How many messages lie in the queues at these URLs, comma between them. One that does not say is left out, and logged. */
export function createQueueDepths(
  client: SQSClient,
  urls: string,
  onRefused: (queue: string, error: unknown) => void,
): DeadEnds {
  const queues = urls.split(',').map((url) => url.trim());
  return async () => {
    const depths = await Promise.all(
      queues.map(async (url) => {
        const name = url.split('/').at(-1) ?? url;
        const asked = new GetQueueAttributesCommand({
          QueueUrl: url,
          AttributeNames: ['ApproximateNumberOfMessages'],
        });
        try {
          const { Attributes: attributes } = await client.send(asked, {
            abortSignal: AbortSignal.timeout(PATIENCE_MS),
          });
          return [{ name, number: Number(attributes?.['ApproximateNumberOfMessages'] ?? 0) }];
        } catch (error) {
          onRefused(name, error);
          return [];
        }
      }),
    );
    return depths.flat();
  };
}

/** Somebody waits for their Home tab, which says more than this. */
const PATIENCE_MS = 3000;
