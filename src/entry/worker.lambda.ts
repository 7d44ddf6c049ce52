import { processLog } from '../adapters/json-log.ts';
import { workerQueueFrom } from '../app/from/worker-queue.ts';

export const handler = await workerQueueFrom(process.env, processLog);
