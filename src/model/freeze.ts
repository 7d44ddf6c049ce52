/** Trailbolt is frozen: nothing is approved, begun or gone on with until two approvers have thawed it. */
export interface FreezeState {
  /** Slack user id. */
  readonly by: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly reason: string;
  /** The first of the two who thaw, whose word holds until then (Unix milliseconds). */
  readonly thawing?: { readonly by: string; readonly until: number };
}

/** Why nothing happens now, for whoever wanted something to. */
export function frozenInWords({ reason }: FreezeState): string {
  const why = reason === '' ? '' : ` (“${reason}”)`;
  return `Trailbolt is frozen${why}: nothing is approved or run until two approvers have said /trail thaw.`;
}
