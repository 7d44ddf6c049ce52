import type { JsonObject } from '../../../model/json.ts';
import type { World } from '../world/world.ts';
import type { Args } from './args.ts';

/** https://docs.slack.dev/apis/web-api/rate-limits: calls a minute per method, app and workspace. */
export type Tier = 'tier1' | 'tier2' | 'tier3' | 'tier4' | 'special';

export interface ApiCall {
  readonly world: World;
  readonly args: Args;
  /** A fresh URL for one Socket Mode connection. */
  readonly connect: () => string;
}

/** One method of the Web API, as its reference page describes it. */
export interface ApiMethod {
  readonly name: string;
  /** Kind of token that the method takes. */
  readonly token: 'bot' | 'app' | 'either' | 'none';
  readonly tier: Tier;
  /** Scopes of which one is needed; the call may narrow them (public or private channel). */
  readonly scopes: readonly string[] | ((call: ApiCall) => readonly string[]);
  /** Arguments without which nothing is tried. */
  readonly required?: readonly string[];
  /**
   * Fields of the answer besides `ok`.
   * @throws Refusal for what Slack refuses.
   */
  run(call: ApiCall): JsonObject;
}
