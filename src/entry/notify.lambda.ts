import { processLog } from '../adapters/json-log.ts';
import { notifyFrom } from '../app/from/notify.ts';

export const handler = await notifyFrom(process.env, processLog);
