/**
 * A rule as the window to mute it offers it: with the hours that it can be muted at most, so that whoever takes the
 * submission can say so at once without knowing the policy.
 */
export function muteValue(ruleId: string, longest: number): string {
  return `${longest}|${ruleId}`;
}

/** The rule that was chosen, and the hours where they are named. What they say is a hint: the policy is asked again. */
export function readMuteValue(value: string): { readonly ruleId: string; readonly longest: number | undefined } {
  const [, hours, ruleId] = /^(\d{1,5})\|(.*)$/su.exec(value) ?? [];
  return ruleId === undefined ? { ruleId: value, longest: undefined } : { ruleId, longest: Number(hours) };
}
