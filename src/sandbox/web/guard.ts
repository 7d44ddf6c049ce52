import type { FastifyInstance } from 'fastify';
import { TrailboltError } from '../../errors.ts';

/** Names under which a browser on this machine reaches the page; a rebound name (`evil.example` -> 127.0.0.1) is none. */
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

function isLoopback(host: string | undefined): boolean {
  const url = `http://${host ?? ''}`;
  return host !== undefined && URL.canParse(url) && LOOPBACK.has(new URL(url).hostname);
}

/**
 * Keeps other web sites off a server that can click Approve: the name in the address must be this machine's, a request
 * that carries an origin must come from the page itself, and one that changes something must be JSON, which no form of
 * another site can send. Requests without an origin (curl, tests) pass: they come from this machine.
 */
export function guardAgainstOtherSites(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { host, origin } = request.headers;
    void reply.headers({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    if (!isLoopback(host)) {
      done(new TrailboltError('sandbox.foreign-host', 'This page answers only under 127.0.0.1 or localhost.'));
    } else if (origin !== undefined && origin !== `http://${host}`) {
      done(new TrailboltError('sandbox.foreign-origin', 'Only the page itself may call this server from a browser.'));
    } else if (request.headers['sec-fetch-site'] === 'cross-site' && request.url !== '/') {
      done(new TrailboltError('sandbox.foreign-origin', 'Only the page itself may call this server from a browser.'));
    } else {
      done();
    }
  });
}
