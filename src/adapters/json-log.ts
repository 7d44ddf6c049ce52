import { redactPatterns } from '../alert/secret-patterns.ts';
import { describeError, TrailboltError } from '../errors.ts';
import type { Log } from '../ports/log.ts';

/**
 * One JSON line per event on a stream: what CloudWatch Logs and every log collector reads. Errors quote what others said,
 * a validator of AWS what it was given: what shows its secrecy by its form is left out of every text.
 */
export function createJsonLog(write: (line: string) => void, now: () => number = Date.now): Log {
  const line = (level: string, event: string, fields: Readonly<Record<string, unknown>>): void =>
    write(JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...fields }, withoutSecrets));
  return {
    info: (event, fields = {}) => line('info', event, fields),
    warn: (event, fields = {}) => line('warn', event, fields),
    error: (event, error, fields = {}) =>
      line('error', event, {
        ...fields,
        error: describeError(error),
        ...(error instanceof TrailboltError
          ? { code: error.code, details: error.details }
          : { stack: error instanceof Error ? error.stack : undefined }),
      }),
  };
}

function withoutSecrets(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? redactPatterns(value) : value;
}

/** To standard output, as Lambda and containers expect it. */
export const processLog: Log = createJsonLog((text) => process.stdout.write(`${text}\n`));
