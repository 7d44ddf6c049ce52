import type { ViewUnit } from '../unit.ts';
import { createRequest } from './create-request.ts';

/** Every modal that can be submitted. A test compares this list to the folder. */
export const views: readonly ViewUnit[] = [createRequest];
