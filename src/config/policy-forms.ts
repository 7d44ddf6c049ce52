import { isIP } from 'node:net';
import * as z from 'zod';

/** Text of one form; `expected` is the whole message, also where the text is missing. */
function text(pattern: RegExp, expected: string) {
  const error = `expected ${expected}`;
  return z.string({ error }).regex(pattern, error);
}

/** A whole number within bounds. */
export function count(min: number, max: number) {
  const error = `expected a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, error).max(max, error);
}

/** A duration in minutes: up to a day. */
export function minutes() {
  const error = 'expected minutes, 1 to 1440';
  return z.number({ error }).min(1, error).max(1440, error);
}

export const accountId = text(/^\d{12}$/, 'a twelve-digit account id in quotes');
export const groupName = text(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, 'a name of letters, digits, - and _');
export const automationName = text(/^[a-z][a-z0-9-]{0,39}$/, 'a name of lower-case letters, digits and -');
export const accountOrGroup = text(
  /^(\d{12}|[A-Za-z][A-Za-z0-9_-]{0,39})$/,
  'a twelve-digit account id in quotes or the name of an account group',
);
export const arn = text(/^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/, 'an ARN');
export const topicArn = text(
  /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/,
  'the ARN of an SNS topic',
);
export const organizationalUnit = text(
  /^[^/\s][^/]{0,127}(\/[^/\s][^/]{0,127}){0,9}$/u,
  'names of organizational units from the root down, such as workloads/production',
);
export const ruleId = text(/^[a-z0-9][a-z0-9_-]{0,99}\*?$/i, 'the id of a rule, or its beginning and a *');
export const region = text(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a Region such as eu-central-1');
export const channel = text(/^[CG][A-Z0-9]{2,}$/, 'a Slack channel id such as C0123ABCD (not its name)');
export const workspace = text(/^T[A-Z0-9]{2,}$/, 'a Slack workspace id such as T0123ABCD');
export const userId = text(/^[UW][A-Z0-9]{2,}$/, 'a Slack user id such as U0123ABCD');
export const userOrGroup = text(/^[UWS][A-Z0-9]{2,}$/, 'a user id (U…) or a user group id (S…)');
export const subject = text(/^(members|[UWS][A-Z0-9]{2,})$/, 'a user id (U…), a user group id (S…) or members');
export const timeOfDay = text(/^([01]\d|2[0-3]):[0-5]\d$/, "a time such as '22:00' in quotes");
export const timeZone = z
  .string({ error: 'expected a time zone such as Europe/Berlin' })
  .refine(isTimeZone, 'expected a time zone such as Europe/Berlin');

export const cidr = z
  .string({ error: 'expected a network such as 192.0.2.0/24' })
  .refine(isCidr, 'expected a network such as 192.0.2.0/24');

function isCidr(written: string): boolean {
  const [, address = '', length = ''] = /^([0-9a-f.:]+)\/(\d{1,3})$/iu.exec(written) ?? [];
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return Number(length) <= bits;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
