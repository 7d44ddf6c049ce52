/** What a run is counted as. */
export interface Spending {
  /** Identity of the run: counted once. */
  readonly runId: string;
  /** People and automations have budgets of their own, so that neither can use up the other's. */
  readonly kind: 'people' | 'automations' | 'emergency';
  /** Who asked (Slack user id); for automations, the root actor of the case. */
  readonly actor: string;
  readonly account: string;
}
