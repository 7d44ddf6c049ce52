import type { Environment } from '../config/environment.ts';
import type { Log } from '../ports/log.ts';
import { secretFrom } from './aws/secrets.ts';

/** A secret by its setting: the value itself, or the Secrets Manager secret that `<name>_SECRET_ARN` names. */
export function secretOf(
  environment: Environment,
  log: Log,
  name: 'SLACK_BOT_TOKEN' | 'SLACK_SIGNING_SECRET',
): () => Promise<string> {
  // Trimmed as settings are: a value pasted with a line's end must not fail only when it is used.
  const value = environment[name]?.trim();
  const arn = environment[`${name}_SECRET_ARN`]?.trim();
  return secretFrom(
    { ...(value ? { value } : {}), ...(arn ? { arn } : {}) },
    { onStale: (error) => log.error('secret.stale', error, { name }) },
  );
}
