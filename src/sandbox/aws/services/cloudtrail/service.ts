import { listOperations } from '../../operation.ts';
import type { Service } from '../../operation.ts';
import { jsonService } from '../json-service.ts';
import { getEventSelectors, putEventSelectors } from './event-selectors.ts';
import { getTrailStatus, startLogging, stopLogging } from './logging.ts';
import { lookupEvents } from './lookup-events.ts';
import { addTags, listTags } from './tags.ts';
import { createTrail, deleteTrail, describeTrails, getTrail, updateTrail } from './trails.ts';

export const cloudtrail: Service = {
  ...jsonService,
  name: 'cloudtrail',
  global: false,
  operations: listOperations([
    addTags,
    createTrail,
    deleteTrail,
    describeTrails,
    getEventSelectors,
    getTrail,
    getTrailStatus,
    listTags,
    lookupEvents,
    putEventSelectors,
    startLogging,
    stopLogging,
    updateTrail,
  ]),

  hidesParameters: (refusal) =>
    ['AccessDeniedException', 'ThrottlingException', 'ValidationException'].includes(refusal.code),
};
