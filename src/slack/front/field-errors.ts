import { text, type Payload } from '../payload.ts';

/**
 * Field errors of a submitted modal by block id, or undefined: what Slack's own checks let through and a person can mend
 * at once, while the modal is still open.
 */
export function fieldErrors(payload: Payload): Readonly<Record<string, string>> | undefined {
  if (payload['type'] !== 'view_submission') return undefined;
  const reason = text(payload, 'view', 'state', 'values', 'reason', 'text', 'value');
  return reason !== undefined && reason.trim() === ''
    ? { reason: 'Say why, in words: approvers and the audit read it.' }
    : undefined;
}
