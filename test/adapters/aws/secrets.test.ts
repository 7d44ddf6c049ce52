import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { secretFrom } from '../../../src/adapters/aws/secrets.ts';
import { jsonError, startAws } from './aws-server.ts';
import type { AwsReply, AwsServer } from './aws-server.ts';

const ARN = 'arn:aws:secretsmanager:us-west-2:111122223333:secret:slack-AbCdEf';

describe('a secret', () => {
  let server: AwsServer;
  let now: number;
  const onStale = vi.fn<(error: unknown) => void>();

  beforeEach(async () => {
    server = await startAws();
    now = Date.UTC(2026, 0, 1);
    onStale.mockReset();
  });

  afterEach(() => server.stop());

  const at = (arn: string) => secretFrom({ arn }, { now: () => now, onStale });

  it('is the value where one is given', async () => {
    expect(await secretFrom({ value: 'xoxb-1', arn: ARN })()).toBe('xoxb-1');
    expect(server.requests).toEqual([]);
  });

  it('must be given somehow', () => {
    expect(() => secretFrom({})).toThrow(expect.objectContaining({ code: 'secret.missing' }));
    expect(() => secretFrom({ value: '', arn: '' })).toThrow(expect.objectContaining({ code: 'secret.missing' }));
  });

  it('is read once, where it lies', async () => {
    server.on('GetSecretValue', secret('xoxb-1'));
    const read = at(ARN);

    expect(await Promise.all([read(), read()])).toEqual(['xoxb-1', 'xoxb-1']);
    expect(await read()).toBe('xoxb-1');

    expect(server.requests).toEqual([expect.objectContaining({ document: { SecretId: ARN }, region: 'us-west-2' })]);
  });

  it('is read again when it is old, so that a rotated one comes into use', async () => {
    server.on('GetSecretValue', secret('old'), secret('new'));
    const read = at(ARN);
    expect(await read()).toBe('old');

    now += 5 * 60_000 - 1;
    expect(await read()).toBe('old');
    now += 1;

    expect(await read()).toBe('new');
  });

  it('may be a field of a JSON document', async () => {
    server.on('GetSecretValue', secret('{"token":"xoxb-1","signing":"s"}'));

    expect(await at(`${ARN}#token`)()).toBe('xoxb-1');

    expect(server.requests[0]?.document).toEqual({ SecretId: ARN });
  });

  it.each([
    ['no JSON', ARN + '#token', secret('sesame-street')],
    ['without the field', ARN + '#token', secret('{"signing":"sesame-street"}')],
    ['with something else in the field', ARN + '#token', secret('{"token":["sesame-street"]}')],
    ['empty', ARN, secret('')],
    ['binary', ARN, { body: JSON.stringify({ SecretBinary: 'c2VzYW1lLXN0cmVldA==' }) }],
  ])('is unusable when it is %s, and the error does not tell it', async (_, arn, reply: AwsReply) => {
    server.on('GetSecretValue', reply);

    const error = await at(arn)().catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'secret.unusable' });
    expect(error).not.toHaveProperty('cause');
    expect(JSON.stringify(error)).not.toContain('sesame');
  });

  it('is unavailable when it cannot be read, until it can', async () => {
    server.on('GetSecretValue', { status: 400, body: jsonError('ResourceNotFoundException') }, secret('xoxb-1'));
    const read = at(ARN);

    await expect(read()).rejects.toMatchObject({
      code: 'secret.unavailable',
      details: { arn: ARN, awsCode: 'ResourceNotFoundException' },
    });

    expect(await read()).toBe('xoxb-1');
  });

  it('stays in use while Secrets Manager does not answer, and says so', async () => {
    server.on('GetSecretValue', secret('xoxb-1'), 'hang-up', 'hang-up', secret('xoxb-2'));
    const read = at(ARN);
    await read();
    now += 3_600_000;

    expect(await read()).toBe('xoxb-1');
    expect(onStale).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'secret.unavailable' }));
    expect(await read()).toBe('xoxb-2');
  });
});

function secret(text: string): AwsReply {
  return { body: JSON.stringify({ SecretString: text }) };
}
