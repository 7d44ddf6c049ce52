import type { Job } from '../model/job.ts';
import { isObject } from '../model/json.ts';

/** Ids in jobs become keys of the store: those of Trailbolt's own are far shorter. */
const ID = /^[\w.:#-]{1,200}$/;

/** A job by its shape, or undefined for anything else that lies in the queue. What it points at is for the worker to judge. */
export function readJob(value: unknown): Job | undefined {
  return isObject(value) && hasFields(value) ? (value as unknown as Job) : undefined;
}

function hasFields(job: Readonly<Record<string, unknown>>): boolean {
  switch (job['kind']) {
    case 'slack': {
      const request = job['request'];
      return (
        isObject(request) &&
        ['body', 'contentType', 'timestamp', 'signature'].every((field) => typeof request[field] === 'string')
      );
    }
    case 'run':
      return isId(job['requestId']);
    case 'timer':
      return isId(job['timerId']) && Number.isSafeInteger(job['dueAt']);
    case 'outbox':
      return isId(job['channel']);
    case 'tick':
      return true;
    default:
      return false;
  }
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && ID.test(value);
}
