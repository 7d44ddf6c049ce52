import { parse } from 'node:querystring';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { isObject } from '../../model/json.ts';
import type { ApiAnswer, WebApi } from './api/web-api.ts';
import { answerWithMessage } from './interact/answer-message.ts';
import { parseJson } from './world/json-fields.ts';
import { Refusal } from './world/refusal.ts';
import type { World } from './world/world.ts';

/** Slack takes views of 250 KB and messages of 40,000 characters; in a form each may be several times that. */
const BODY_LIMIT = 8 * 1024 * 1024;

async function callMethod(api: WebApi, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { method } = request.params as { readonly method: string };
  const answer: ApiAnswer = await api.answer(method, {
    verb: request.method,
    query: request.url.split('?')[1] ?? '',
    contentType: request.headers['content-type'],
    authorization: request.headers.authorization,
    body: typeof request.body === 'string' ? request.body : '',
  });
  if (answer.isDropped === true) {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  return reply.code(answer.status).headers(answer.headers).send(answer.body);
}

/** The payload of a post to a response URL: JSON, or a form with `payload`. */
function responsePayload(request: FastifyRequest): unknown {
  const body = typeof request.body === 'string' ? request.body : '';
  const isForm = request.headers['content-type']?.includes('x-www-form-urlencoded') === true;
  const text = isForm ? parse(body)['payload'] : body;
  return typeof text === 'string' ? parseJson(text) : undefined;
}

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses; refusals as webhooks give them. */
function respond(world: World, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { secret } = request.params as { readonly secret: string };
  const payload = responsePayload(request);
  if (!isObject(payload)) return reply.code(400).type('text/plain').send('invalid_payload');
  const target = world.responseUrls.use(secret);
  if (target === 'unknown') return reply.code(404).type('text/plain').send('no_service');
  if (typeof target === 'string') return reply.code(404).send({ ok: false, error: target });
  try {
    answerWithMessage(world, target, payload);
    return reply.type('text/plain').send('ok');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return reply.code(400).type('text/plain').send(error.code);
  }
}

/** The HTTP side of the workspace: methods below `/api/`, response URLs below `/actions/` and `/commands/`. */
export function httpServer(world: World, api: WebApi): FastifyInstance {
  const server = Fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true });
  // Bodies stay text: which of them is readable is part of what the emulator answers.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.route({
    method: ['GET', 'POST'],
    url: '/api/:method',
    handler: (request, reply) => callMethod(api, request, reply),
  });
  for (const kind of ['actions', 'commands']) {
    server.post(`/${kind}/:team/:secret`, (request, reply) => respond(world, request, reply));
  }
  return server;
}
