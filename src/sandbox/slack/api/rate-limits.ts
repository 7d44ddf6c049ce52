import type { Args } from './args.ts';
import type { ApiMethod, Tier } from './method.ts';

interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

/**
 * https://docs.slack.dev/apis/web-api/rate-limits. "20+ per minute" is taken as 20, with the whole minute as the
 * burst; how small the "small amount of burst behavior" of tier 1 is, Slack does not say.
 */
const RATES: Readonly<Record<Tier, Rate>> = {
  tier1: { perMinute: 1, burst: 10 },
  tier2: { perMinute: 20, burst: 20 },
  tier3: { perMinute: 50, burst: 50 },
  tier4: { perMinute: 100, burst: 100 },
  special: { perMinute: 300, burst: 300 },
};

/** One message a second and channel; short bursts are tolerated. https://docs.slack.dev/reference/methods/chat.postMessage#rate_limiting */
const POSTING: Rate = { perMinute: 60, burst: 4 };

/** Counts calls against Slack's limits. */
export class RateLimiter {
  readonly #now: () => number;
  readonly #scale: number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(now: () => number, scale: number) {
    this.#now = now;
    this.#scale = scale;
  }

  /** Counts one call. Seconds to wait where there were too many, else undefined. */
  take(method: ApiMethod, args: Args): number | undefined {
    if (this.#scale === Number.POSITIVE_INFINITY) return undefined;
    const wait = this.#takeFrom(method.name, RATES[method.tier]);
    if (wait !== undefined || method.name !== 'chat.postMessage') return wait;
    return this.#takeFrom(`${method.name} ${args.text('channel') ?? ''}`, POSTING);
  }

  #takeFrom(key: string, rate: Rate): number | undefined {
    const perMs = (rate.perMinute * this.#scale) / 60_000;
    const burst = Math.max(1, Math.floor(rate.burst * this.#scale));
    const now = this.#now();
    const former = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, former.tokens + Math.max(0, now - former.at) * perMs);
    const allowed = tokens >= 1;
    this.#buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now });
    return allowed ? undefined : Math.max(1, Math.ceil((1 - tokens) / perMs / 1000));
  }
}
