import type { SandboxAws } from '../aws/account.ts';
import type { SandboxCredentials } from '../aws/demo/demo-account.ts';

/** From where and with what an intruder works. */
export interface Intruder {
  readonly credentials: SandboxCredentials;
  readonly address: string;
  readonly userAgent: string;
}

type Handler = (args: { readonly request: { readonly headers: Record<string, string> } }) => Promise<unknown>;

interface Middleware {
  add(
    middleware: (next: Handler) => Handler,
    options: { readonly step: 'finalizeRequest'; readonly name: string },
  ): void;
}

/** Configuration of a client that works for the intruder. No retries: a refusal is an answer to them. */
export function clientFor(aws: SandboxAws, intruder: Intruder): object {
  return { endpoint: aws.url, region: aws.demo.region, credentials: intruder.credentials, maxAttempts: 1 };
}

/** Makes a client's requests look as if they came from the intruder's machine. */
export function disguise<C extends { readonly middlewareStack: object }>(client: C, intruder: Intruder): C {
  // Every client's stack takes this middleware, but each is typed for its own commands.
  const stack = client.middlewareStack as Middleware;
  stack.add(
    (next) => (args) => {
      args.request.headers['x-forwarded-for'] = intruder.address;
      args.request.headers['user-agent'] = intruder.userAgent;
      return next(args);
    },
    { step: 'finalizeRequest', name: 'intruder' },
  );
  return client;
}
