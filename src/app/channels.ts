import type { Policy } from '../model/policy.ts';

/** Every channel that the policy names. */
export function channelsOf({ channels, breakGlass }: Policy): readonly string[] {
  const named = [channels.alerts, channels.audit, channels.approvals, breakGlass?.channel];
  return [...new Set(named.filter((channel) => channel !== undefined))];
}
