import { processLog } from '../adapters/json-log.ts';
import { detectFrom } from '../app/from/detect.ts';

export const handler = await detectFrom(process.env, processLog);
