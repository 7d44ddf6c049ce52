import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../../model/json.ts';
import type { Faults } from '../faults.ts';
import { Refusal } from '../world/refusal.ts';
import type { World } from '../world/world.ts';
import { Args } from './args.ts';
import type { CallLog } from './call-log.ts';
import type { ApiCall, ApiMethod } from './method.ts';
import { METHODS } from './methods.ts';
import type { RateLimiter } from './rate-limits.ts';
import { readRequest, type ApiRequest } from './request.ts';
import { APP_TOKEN_SCOPES } from './scopes.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject | undefined;
  /** The connection is cut instead of answering. */
  readonly isDropped?: boolean;
}

const BY_NAME = new Map(METHODS.map((method) => [method.name, method]));

function refusalBody({ code, details, fields }: Refusal): JsonObject {
  return {
    ok: false,
    error: code,
    // Block Kit's sentences come twice, as https://docs.slack.dev/reference/methods/chat.postMessage answers them.
    ...(code === 'invalid_blocks' && details.length > 0 ? { errors: details } : {}),
    ...(details.length === 0 ? {} : { response_metadata: { messages: details.map((text) => `[ERROR] ${text}`) } }),
    ...fields,
  };
}

/** The Web API: https://docs.slack.dev/apis/web-api */
export class WebApi {
  readonly #world: World;
  readonly #faults: Faults;
  readonly #limiter: RateLimiter;
  readonly #log: CallLog;
  readonly #connect: () => string;

  constructor(parts: {
    readonly world: World;
    readonly faults: Faults;
    readonly limiter: RateLimiter;
    readonly log: CallLog;
    readonly connect: () => string;
  }) {
    this.#world = parts.world;
    this.#faults = parts.faults;
    this.#limiter = parts.limiter;
    this.#log = parts.log;
    this.#connect = parts.connect;
  }

  async answer(name: string, request: ApiRequest): Promise<ApiAnswer> {
    const fault = await this.#faults.next(name);
    if (fault?.kind === 'status') return this.#logged(name, { status: fault.status, headers: {}, body: undefined });
    if (fault?.kind === 'rate-limit') return this.#logged(name, this.#tooMany(fault.seconds));
    if (fault?.kind === 'fail') return this.#logged(name, this.#refused(new Refusal(fault.error)));
    const answer = this.#tryCall(name, request);
    if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { ref: false });
    return this.#logged(name, fault?.kind === 'drop' ? { ...answer, isDropped: true } : answer);
  }

  #tryCall(name: string, request: ApiRequest): ApiAnswer {
    try {
      const method = BY_NAME.get(name);
      if (method === undefined) throw new Refusal('unknown_method', [], { req_method: name });
      const { args, token } = readRequest(request);
      const call: ApiCall = { world: this.#world, args: new Args(args), connect: this.#connect };
      const granted = this.#authorise(method, call, token);
      const wait = this.#limiter.take(method, call.args);
      if (wait !== undefined) return this.#tooMany(wait);
      call.args.require(...(method.required ?? []));
      return { status: 200, headers: { 'x-oauth-scopes': granted.join(',') }, body: { ok: true, ...method.run(call) } };
    } catch (error) {
      if (error instanceof Refusal) return this.#refused(error);
      throw error;
    }
  }

  /**
   * Checks the token as https://docs.slack.dev/authentication/tokens and each method's page say; returns its scopes.
   * @throws Refusal `not_authed`, `invalid_auth`, `not_allowed_token_type`, `missing_scope`, or what an admin has
   * made of the token.
   */
  #authorise(method: ApiMethod, call: ApiCall, token: string | undefined): readonly string[] {
    if (method.token === 'none') return [];
    const { botToken, appToken } = this.#world.credentials;
    if (token === undefined) throw new Refusal('not_authed');
    if (token !== botToken && token !== appToken) throw new Refusal('invalid_auth');
    const kind = token === botToken ? 'bot' : 'app';
    const refusal = kind === 'bot' ? this.#world.tokenRefusal : undefined;
    if (refusal !== undefined) throw new Refusal(refusal);
    if (method.token !== 'either' && method.token !== kind) throw new Refusal('not_allowed_token_type');
    const granted = kind === 'bot' ? this.#world.app.scopes : APP_TOKEN_SCOPES;
    const needed = typeof method.scopes === 'function' ? method.scopes(call) : method.scopes;
    if (needed.length > 0 && !needed.some((scope) => granted.includes(scope))) {
      throw new Refusal('missing_scope', [], { needed: needed.join(','), provided: granted.join(',') });
    }
    return granted;
  }

  #refused(refusal: Refusal): ApiAnswer {
    return { status: 200, headers: {}, body: refusalBody(refusal) };
  }

  /** https://docs.slack.dev/apis/web-api/rate-limits#responding */
  #tooMany(seconds: number): ApiAnswer {
    return { status: 429, headers: { 'retry-after': String(seconds) }, body: { ok: false, error: 'ratelimited' } };
  }

  #logged(method: string, answer: ApiAnswer): ApiAnswer {
    const error = answer.body?.['error'];
    this.#log.add({
      at: this.#world.now(),
      method,
      ok: answer.body?.['ok'] === true,
      status: answer.status,
      ...(typeof error === 'string' ? { error } : {}),
    });
    return answer;
  }
}
