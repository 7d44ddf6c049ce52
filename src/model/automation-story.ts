import type { Plan } from './plan.ts';

/** An object that an automation did not touch, and why, in a sentence without its name. */
export interface LeftAlone {
  readonly id: string;
  readonly why: string;
}

/** What people are told of an automation. */
export type AutomationStory =
  | {
      readonly kind: 'announced';
      readonly automation: string;
      readonly plan: Plan;
      /** Unix milliseconds. */
      readonly startsAt: number;
    }
  | {
      readonly kind: 'held';
      readonly automation: string;
      readonly plan: Plan;
      /** Slack user. */
      readonly by: string;
      /** Unix milliseconds. */
      readonly at: number;
    }
  | { readonly kind: 'started'; readonly automation: string; readonly plan: Plan; readonly at: number }
  | { readonly kind: 'asks'; readonly automation: string; readonly plan: Plan; readonly why: string }
  | { readonly kind: 'rehearsed'; readonly automation: string; readonly plan: Plan }
  | { readonly kind: 'left'; readonly automation: string; readonly left: readonly LeftAlone[] }
  | { readonly kind: 'ended'; readonly automation: string; readonly plan: Plan; readonly outcome: string };
