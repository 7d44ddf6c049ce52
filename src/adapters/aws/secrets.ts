import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { TrailboltError } from '../../errors.ts';
import { isObject } from '../../model/json.ts';

/** How long a secret is used before it is read again: a rotated one is in use everywhere after this. */
const TTL_MS = 5 * 60_000;

/** Slack waits three seconds for an answer, and a cold start reads a secret on the way to it. */
const CONNECTION = { connectionTimeout: 700, requestTimeout: 1000, throwOnRequestTimeout: true } as const;

/** Gives the secret, reading it when it is first needed and again when it is old. */
export type Secret = () => Promise<string>;

/**
 * A secret by its value, or by the ARN of a secret in Secrets Manager; `<arn>#<field>` takes a field of a JSON secret.
 * The value wins where both are given. While Secrets Manager does not answer, the value read before stays in use.
 *
 * @param options.now Unix milliseconds.
 * @param options.onStale told why an old value stays in use.
 * @throws TrailboltError `secret.missing` where neither is given; the secret itself throws `secret.unavailable`, and
 * `secret.unusable` for one that is empty, binary, or without the field.
 */
export function secretFrom(
  place: { readonly value?: string; readonly arn?: string },
  options: { readonly now?: () => number; readonly onStale?: (error: TrailboltError) => void } = {},
): Secret {
  const { value, arn } = place;
  if (value !== undefined && value !== '') return async () => value;
  if (arn === undefined || arn === '') {
    throw new TrailboltError('secret.missing', 'A secret must be given by its value or by its ARN.');
  }
  const { now = Date.now, onStale } = options;
  let known: { readonly text: string; readonly readAt: number } | undefined;
  let reading: Promise<string> | undefined;

  async function refresh(location: string): Promise<string> {
    try {
      const text = await read(location);
      known = { text, readAt: now() };
      return text;
    } catch (error) {
      if (known === undefined || !(error instanceof TrailboltError) || error.code !== 'secret.unavailable') throw error;
      onStale?.(error);
      return known.text;
    } finally {
      reading = undefined;
    }
  }

  return async () => {
    if (known !== undefined && now() - known.readAt < TTL_MS) return known.text;
    reading ??= refresh(arn);
    return reading;
  };
}

async function read(location: string): Promise<string> {
  const [arn = '', field] = location.split('#', 2);
  const { GetSecretValueCommand, SecretsManagerClient: Client } = await import('@aws-sdk/client-secrets-manager');
  const client: SecretsManagerClient = new Client({ ...regionOf(arn), requestHandler: CONNECTION, maxAttempts: 2 });
  let text: string | undefined;
  try {
    ({ SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: arn })));
  } catch (cause) {
    const awsCode = cause instanceof Error ? cause.name : undefined;
    throw new TrailboltError('secret.unavailable', `The secret ${arn} cannot be read: ${awsCode ?? 'no answer'}.`, {
      cause,
      details: { arn, awsCode },
    });
  } finally {
    client.destroy();
  }
  const found = field === undefined ? text : fieldOf(text, field);
  if (found !== undefined && found !== '') return found;
  const expected = field === undefined ? 'text that is not empty' : `JSON with text in the field ${field}`;
  throw new TrailboltError('secret.unusable', `The secret ${arn} must be ${expected}.`, { details: { arn, field } });
}

function fieldOf(text: string | undefined, field: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text ?? '');
  } catch {
    // The error of `JSON.parse` quotes the text, which is the secret.
    return undefined;
  }
  const found = isObject(parsed) ? parsed[field] : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** A secret is read where it lies. A name instead of an ARN is looked for in the Region of the environment. */
function regionOf(arn: string): { region?: string } {
  const region = arn.split(':')[3];
  return region === undefined || region === '' ? {} : { region };
}
