import type { Ids } from './ids.ts';

export interface ResponseUrl {
  readonly channel: string;
  readonly user: string;
  /** The message in which the interaction took place; a slash command has none. */
  readonly messageTs?: string;
}

/** Five uses within 30 minutes. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const MAX_USES = 5;

/** The ways back that interactions carry. */
export class ResponseUrls {
  readonly #ids: Ids;
  readonly #now: () => number;
  readonly #lifeMs: number;
  readonly #known = new Map<string, ResponseUrl & { readonly at: number; uses: number }>();

  constructor(ids: Ids, now: () => number, lifeMs: number) {
    this.#ids = ids;
    this.#now = now;
    this.#lifeMs = lifeMs;
  }

  /** The last part of the URL's path. */
  create(target: ResponseUrl): string {
    const secret = this.#ids.secret();
    this.#known.set(secret, { ...target, at: this.#now(), uses: 0 });
    return secret;
  }

  /** Counts one use, or says why there is none left. */
  use(secret: string): ResponseUrl | 'unknown' | 'expired_url' | 'used_url' {
    const target = this.#known.get(secret);
    if (target === undefined) return 'unknown';
    if (this.#now() - target.at > this.#lifeMs) return 'expired_url';
    if (target.uses >= MAX_USES) return 'used_url';
    target.uses += 1;
    return target;
  }
}
