import type { ButtonUnit } from '../unit.ts';
import { answerNo } from './answer-no.ts';
import { answerYes } from './answer-yes.ts';
import { answerShare } from './answer-share.ts';
import { approveRequest } from './approve-request.ts';
import { automationArm } from './automation-arm.ts';
import { automationDisarm } from './automation-disarm.ts';
import { caseAcknowledge } from './case-acknowledge.ts';
import { caseAsk } from './case-ask.ts';
import { caseParts } from './case-parts.ts';
import { caseReopen } from './case-reopen.ts';
import { guardFreeze } from './guard-freeze.ts';
import { guardThaw } from './guard-thaw.ts';
import { homeFilter } from './home-filter.ts';
import { muteLift } from './mute-lift.ts';
import { openCase } from './open-case.ts';
import { openEmergency } from './open-emergency.ts';
import { openPlan } from './open-plan.ts';
import { openRecord } from './open-record.ts';
import { openReject } from './open-reject.ts';
import { openUndo } from './open-undo.ts';
import { recordShow } from './record-show.ts';
import { rejectRequest } from './reject-request.ts';
import { requestHold } from './request-hold.ts';
import { showTrail } from './show-trail.ts';
import { stormCard } from './storm-card.ts';

/** Every button. A test compares this list to the folder. */
export const buttons: readonly ButtonUnit[] = [
  openPlan,
  openUndo,
  approveRequest,
  rejectRequest,
  openReject,
  showTrail,
  caseAcknowledge,
  caseReopen,
  openCase,
  caseParts,
  openEmergency,
  muteLift,
  requestHold,
  automationArm,
  automationDisarm,
  homeFilter,
  guardFreeze,
  guardThaw,
  stormCard,
  caseAsk,
  answerYes,
  answerNo,
  answerShare,
  openRecord,
  recordShow,
];
