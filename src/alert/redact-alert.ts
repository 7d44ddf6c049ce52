import { ALERT_LIMITS, type Alert, type RecordSummary } from '../model/alert.ts';
import { redactFields, redactText } from './redact.ts';

/** Alerts that we published are redacted and cut already; others are cut by the schema. Nothing is cut again here. */
const UNCUT = { depth: 20, items: 1000, fields: 1000, string: 8192, total: ALERT_LIMITS.bytes } as const;

/**
 * An alert without secrets in what its records say. Whoever may publish on the topic can write an alert, and an older
 * version of the detector may have known fewer secrets.
 */
export function redactAlert(alert: Alert): Alert {
  return { ...alert, records: alert.records.map(redactSummary) };
}

function redactSummary(record: RecordSummary): RecordSummary {
  const { eventName, eventSource, userAgent, errorCode, errorMessage, requestParameters, responseElements } = record;
  const call = { eventName, eventSource };
  return {
    ...record,
    ...(userAgent === undefined ? {} : { userAgent: redactText(userAgent, UNCUT.string) }),
    ...(errorCode === undefined ? {} : { errorCode: redactText(errorCode, UNCUT.string) }),
    ...(errorMessage === undefined ? {} : { errorMessage: redactText(errorMessage, UNCUT.string) }),
    ...(requestParameters === undefined ? {} : { requestParameters: redactFields(requestParameters, call, UNCUT) }),
    ...(responseElements === undefined ? {} : { responseElements: redactFields(responseElements, call, UNCUT) }),
  };
}
