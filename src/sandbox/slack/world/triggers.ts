import type { Ids } from './ids.ts';
import { Refusal } from './refusal.ts';

export interface Trigger {
  readonly user: string;
  /** The modal in which the interaction took place. */
  readonly viewId?: string;
}

/** Tickets for opening a modal, one per interaction. */
export class Triggers {
  readonly #ids: Ids;
  readonly #now: () => number;
  readonly #lifeMs: number;
  readonly #open = new Map<string, Trigger & { readonly at: number; used: boolean }>();

  constructor(ids: Ids, now: () => number, lifeMs: number) {
    this.#ids = ids;
    this.#now = now;
    this.#lifeMs = lifeMs;
  }

  create(trigger: Trigger): string {
    const id = this.#ids.trigger();
    this.#open.set(id, { ...trigger, at: this.#now(), used: false });
    return id;
  }

  /**
   * Looks at a trigger without using it up. Codes as on https://docs.slack.dev/reference/methods/views.open; the rule
   * (three seconds, once) is on https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses.
   */
  check(id: string): Trigger {
    const trigger = this.#open.get(id);
    if (trigger === undefined) throw new Refusal('invalid_trigger_id');
    if (trigger.used) throw new Refusal('exchanged_trigger_id');
    if (this.#now() - trigger.at > this.#lifeMs) throw new Refusal('expired_trigger_id');
    return trigger;
  }

  use(id: string): void {
    const trigger = this.#open.get(id);
    if (trigger !== undefined) trigger.used = true;
  }
}
