import { record } from '../support.ts';

/** A record of one API, as AWS would write it if it hid nothing, and what it is about. */
export interface ApiRecord {
  readonly what: string;
  readonly record: ReturnType<typeof record>;
}

let count = 0;

export function call(service: string, eventName: string, more: Readonly<Record<string, unknown>>): ApiRecord {
  count += 1;
  const eventID = `22222222-0000-4000-8000-${String(count).padStart(12, '0')}`;
  const fields = { eventSource: `${service}.amazonaws.com`, eventName, ...more } as Parameters<typeof record>[1];
  return { what: `${service} ${eventName} ${count}`, record: record(eventID, fields) };
}

export function asked(service: string, eventName: string, requestParameters: object): ApiRecord {
  return call(service, eventName, { requestParameters });
}

export function answered(service: string, eventName: string, responseElements: object): ApiRecord {
  return call(service, eventName, { responseElements });
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
