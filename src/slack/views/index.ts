import type { ViewUnit } from '../unit.ts';
import { approveAlone } from './approve-alone.ts';
import { caseAssign } from './case-assign.ts';
import { caseClose } from './case-close.ts';
import { caseMerge } from './case-merge.ts';
import { caseMute } from './case-mute.ts';
import { caseSplit } from './case-split.ts';
import { createRequest } from './create-request.ts';
import { lookupStart } from './lookup-start.ts';
import { rejectWithReason } from './reject-with-reason.ts';

/** Every modal that can be submitted. A test compares this list to the folder. */
export const views: readonly ViewUnit[] = [
  createRequest,
  approveAlone,
  rejectWithReason,
  caseAssign,
  caseClose,
  caseMute,
  caseMerge,
  caseSplit,
  lookupStart,
];
