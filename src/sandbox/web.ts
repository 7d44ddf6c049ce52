import fastify, { type FastifyInstance } from 'fastify';
import { describeError, TrailboltError } from '../errors.ts';
import { isObject } from '../model/json.ts';
import { SPEEDS } from './contract.ts';
import type { GestureResult, SandboxAudit, SandboxState, SlackGesture, Speed } from './contract.ts';
import { bundlePage } from './web/bundle.ts';
import { createStateEvents } from './web/events.ts';
import { readGesture } from './web/gesture-schema.ts';
import { readWish } from './web/message-feed.ts';
import { guardAgainstOtherSites } from './web/guard.ts';

export interface SandboxWebOptions {
  /** 0 takes any free port. */
  readonly port: number;
  state(): SandboxState;
  /** Calls back after every visible change; returns the function that stops it. */
  subscribe(changed: () => void): () => void;
  /** What Trailbolt's audit holds: all of it, or one chain. */
  audit(chain?: string): Promise<SandboxAudit>;
  /** Does what a person does in the workspace; rejects only when the sandbox itself fails. */
  gesture(gesture: SlackGesture): Promise<GestureResult>;
  /** Plays a scenario; true where it came to its end, false where it was ended by a new beginning. */
  play(scenarioId: string): Promise<boolean>;
  /** How fast everything plays from now on, also what plays already. */
  speed(speed: Speed): void;
  /** Puts a new workspace and a new account in the place of those that are there. */
  reset(): Promise<void>;
  /** Further routes on the same server, behind the same guard: the control API that tests and people use. */
  readonly extraRoutes?: (server: FastifyInstance) => void;
}

export interface SandboxWeb {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

const STATUS: Readonly<Record<string, number>> = {
  'sandbox.foreign-host': 403,
  'sandbox.foreign-origin': 403,
  'sandbox.bad-gesture': 400,
  'sandbox.bad-speed': 400,
  'sandbox.resetting': 503,
  'sandbox.no-such-scenario': 404,
  'sandbox.already-playing': 409,
};

function answerErrors(server: FastifyInstance): void {
  server.setErrorHandler((error: Error & { readonly statusCode?: number }, _request, reply) => {
    const known = error instanceof TrailboltError;
    const status = known ? (STATUS[error.code] ?? 500) : (error.statusCode ?? 500);
    if (status === 500) console.error(`sandbox page: ${describeError(error)}`);
    const code = known ? error.code : 'sandbox.request-failed';
    return reply.status(status).send({ error: { code, message: error.message } });
  });
}

/** @throws TrailboltError `sandbox.bad-speed`. */
function readSpeed(body: unknown): Speed {
  const asked = isObject(body) ? body['speed'] : undefined;
  const speed = SPEEDS.find((one) => one === asked);
  if (speed === undefined)
    throw new TrailboltError('sandbox.bad-speed', `A scenario is played ${SPEEDS.join(', ')}, and no other way.`);
  return speed;
}

/** Lets one playing of a scenario end before it is played again. */
function oneAtATime(options: SandboxWebOptions): (id: string) => Promise<boolean> {
  /** In which life of the sandbox: what ends with the one before does not keep the next from playing it. */
  const playing = new Set<string>();
  return async (id) => {
    const one = `${options.state().life}/${id}`;
    if (!options.state().scenarios.some((scenario) => scenario.id === id)) {
      throw new TrailboltError('sandbox.no-such-scenario', `The sandbox has no scenario "${id}".`);
    }
    if (playing.has(one)) {
      throw new TrailboltError('sandbox.already-playing', `The scenario "${id}" is playing already.`);
    }
    playing.add(one);
    try {
      return await options.play(id);
    } finally {
      playing.delete(one);
    }
  };
}

/** Serves the sandbox's page and the API behind it, to this machine only. */
export async function createSandboxWeb(options: SandboxWebOptions): Promise<SandboxWeb> {
  const bundle = await bundlePage();
  const server = fastify({ forceCloseConnections: true });
  const events = createStateEvents(() => options.state());
  const play = oneAtATime(options);

  guardAgainstOtherSites(server);
  answerErrors(server);
  server.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(bundle.html));
  server.get('/app.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(bundle.js));
  server.get('/app.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(bundle.css));
  server.get('/icon.svg', (_request, reply) => reply.type('image/svg+xml').send(bundle.icon));
  server.get('/api/state', () => options.state());
  server.get<{ Querystring: { chain?: string | string[] } }>('/api/audit', ({ query: { chain } }) =>
    options.audit(typeof chain === 'string' && chain !== '' ? chain : undefined),
  );
  server.get('/api/events', (request, reply) => {
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    events.connect(reply.raw, readWish(new URL(request.url, 'http://sandbox').searchParams));
  });
  server.post('/api/gesture', async ({ body }) => {
    const { ok, problem, errors, ts } = await options.gesture(readGesture(body));
    return { ok, problem, errors, ts };
  });
  server.post<{ Params: { id: string } }>('/api/scenarios/:id/play', async ({ params }) => {
    return { ok: true, ended: await play(params.id) };
  });
  server.post('/api/speed', ({ body }) => {
    options.speed(readSpeed(body));
    return { ok: true };
  });
  server.post('/api/reset', async () => {
    await options.reset();
    return { ok: true };
  });
  options.extraRoutes?.(server);

  const url = await server.listen({ host: '127.0.0.1', port: options.port });
  const unsubscribe = options.subscribe(() => events.changed());
  return {
    url,
    async close() {
      unsubscribe();
      events.close();
      await server.close();
    },
  };
}
