import type { Alert, PlainMessage } from '../model/alert.ts';
import { isObject } from '../model/json.ts';
import { textAt } from './fields.ts';
import { describeForeign, type Description } from './foreign.ts';
import { redactAlert } from './redact-alert.ts';
import { redactText } from './redact.ts';
import { asAlert } from './schema.ts';

const TITLE = 250;
const TEXT = 3000;

/**
 * One SNS notification (the `Sns` object of a Lambda event, or SNS's envelope in a queue): an alert of ours only if it
 * fits the schema in full, anything else a message to be shown. Never throws, whatever the topic carries. What comes
 * from the topic is for people to see: nothing in it may start an automation.
 */
export function parseMessage(notification: unknown): Alert | PlainMessage {
  const message = textAt(notification, 'Message') ?? '';
  const value = parseJson(message);
  const alert = asAlert(value);
  if (alert !== undefined) return redactAlert(alert);

  const described = describeForeign(value) ?? describeUnknown(notification, message, value);
  const at = described.at ?? textAt(notification, 'Timestamp');
  return {
    schema: 'plain',
    id: redactText(textAt(notification, 'MessageId') ?? 'unknown', 128),
    title: redactText(described.title, TITLE),
    text: redactText(described.text, TEXT),
    level: described.level,
    sender: described.sender,
    ...(described.account === undefined ? {} : { account: redactText(described.account, 64) }),
    ...(described.region === undefined ? {} : { region: redactText(described.region, 64) }),
    at: at !== undefined && !Number.isNaN(Date.parse(at)) ? new Date(at).toISOString() : 'unknown',
  };
}

function describeUnknown(notification: unknown, message: string, value: unknown): Description {
  const subject = textAt(notification, 'Subject');
  if (String(textAt(value, 'schema')).startsWith('trailbolt.alert/')) {
    return {
      title: 'An alert that this version of Trailbolt cannot read',
      text: message,
      level: 'medium',
      sender: 'unknown',
    };
  }
  const title =
    subject ?? (isObject(value) ? textAt(value, 'detail-type') : undefined) ?? 'Message on the alerts topic';
  return { title, text: message, level: 'informational', sender: 'unknown' };
}

/** Half a surrogate pair, which JSON can escape, becomes U+FFFD: texts of alerts become keys, and no key can have it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value));
  } catch {
    return undefined;
  }
}
