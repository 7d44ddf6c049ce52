import { processLog } from '../adapters/json-log.ts';
import { frontFrom } from '../app/from/front.ts';

export const handler = await frontFrom(process.env, processLog);
