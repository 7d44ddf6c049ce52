import { readMuteValue } from '../../model/mute-value.ts';
import { text, type Payload } from '../payload.ts';

/**
 * Field errors of a submitted modal by block id, or undefined: what Slack's own checks let through and a person can mend
 * at once, while the modal is still open.
 */
export function fieldErrors(payload: Payload): Readonly<Record<string, string>> | undefined {
  if (payload['type'] !== 'view_submission') return undefined;
  const isMute = text(payload, 'view', 'callback_id') === 'case.mute';
  const tooLong = isMute ? longMute(payload) : undefined;
  if (tooLong !== undefined) return { span: tooLong };
  const reason = text(payload, 'view', 'state', 'values', 'reason', 'text', 'value');
  return reason !== undefined && reason.trim() === ''
    ? { reason: 'Say why, in words: approvers and the audit read it.' }
    : undefined;
}

/** Why the span that was chosen does not go with the rule, by what the window itself says of the rule. */
function longMute(payload: Payload): string | undefined {
  const chosen = (block: string): string | undefined =>
    text(payload, 'view', 'state', 'values', block, 'option', 'selected_option', 'value');
  const { longest } = readMuteValue(chosen('rule') ?? '');
  if (longest === undefined || !(Number(chosen('span')) > longest)) return undefined;
  return `This rule can be muted for ${longest % 24 === 0 ? `${longest / 24} days` : `${longest} hours`} at most.`;
}
