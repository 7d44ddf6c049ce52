import { GetTrailStatus$, StartLogging$, StopLogging$ } from '@aws-sdk/client-cloudtrail';
import type {
  GetTrailStatusRequest,
  GetTrailStatusResponse,
  StartLoggingRequest,
  StopLoggingRequest,
} from '@aws-sdk/client-cloudtrail';
import { defineOperation } from '../../operation.ts';
import { findHomeTrail, findTrail, onTrail } from './find-trail.ts';
import { touchedTrail } from './touched.ts';

export const getTrailStatus = defineOperation<GetTrailStatusRequest, GetTrailStatusResponse>({
  schema: GetTrailStatus$,
  readOnly: true,
  supports: ['Name'],
  demands: (input, call) => onTrail('cloudtrail:GetTrailStatus', input.Name, call),

  run(input, call) {
    const trail = findTrail(call, input.Name);
    return {
      IsLogging: trail.logging,
      LatestDeliveryError: trail.latestDeliveryError,
      LatestNotificationError: trail.latestNotificationError,
      LatestDeliveryTime: date(trail.latestDelivery),
      LatestNotificationTime: date(trail.latestNotification),
      StartLoggingTime: date(trail.startedAt),
      StopLoggingTime: date(trail.stoppedAt),
    };
  },

  record: { touched: (input) => touchedTrail(input.Name) },
});

export const startLogging = defineOperation<StartLoggingRequest, object>({
  schema: StartLogging$,
  readOnly: false,
  supports: ['Name'],
  demands: (input, call) => onTrail('cloudtrail:StartLogging', input.Name, call),

  run(input, call) {
    const trail = findHomeTrail(call, input.Name);
    if (!trail.logging) trail.startedAt = call.now;
    trail.logging = true;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedTrail(input.Name) },
});

export const stopLogging = defineOperation<StopLoggingRequest, object>({
  schema: StopLogging$,
  readOnly: false,
  supports: ['Name'],
  demands: (input, call) => onTrail('cloudtrail:StopLogging', input.Name, call),

  run(input, call) {
    const trail = findHomeTrail(call, input.Name);
    if (trail.logging) trail.stoppedAt = call.now;
    trail.logging = false;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedTrail(input.Name) },
});

function date(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}
