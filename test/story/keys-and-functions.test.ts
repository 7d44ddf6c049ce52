import {
  DisableKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { AddPermissionCommand, CreateFunctionUrlConfigCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAttackedHost, type AttackedHost } from '../attacks/host.ts';
import { clients, type Clients } from '../sandbox/aws/support.ts';
import { eventually } from '../support/eventually.ts';
import { button, card, said } from './leaked-key.ts';
import { askAndApprove, opener, requests } from './remedies.ts';

const asAdmin = ({ world: { aws } }: AttackedHost): Clients => clients(aws, aws.demo.credentials.admin);

describe('a stolen key of an administrator takes the orders’ key away', () => {
  let host: AttackedHost;
  let KeyId: string;
  beforeAll(async () => {
    host = await startAttackedHost();
    KeyId = host.world.aws.demo.keys.orders;
    const { kms } = asAdmin(host);
    await kms.send(new DisableKeyCommand({ KeyId }));
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
  });
  afterAll(async () => host?.close());

  const stateOfKey = () => host.world.aws.snapshot().encryptionKeys.find(({ id }) => id === KeyId)?.state;

  test('its deletion is cancelled from the card, and the thread says that it is disabled', async () => {
    const wanted = await opener(host, 'Cancel key deletion…');
    await askAndApprove(host, card(host.world), wanted, 'Orders are encrypted with it');

    await eventually(() => expect(said(requests(host)[0])).toContain('kept, and disabled'));
    expect(stateOfKey()).toBe('Disabled');
    expect(button(requests(host)[0], 'open.undo')).toBeUndefined();
  });

  test('then it is enabled from the same card, and encrypts again', async () => {
    const wanted = await opener(host, 'Enable key…');
    await askAndApprove(host, card(host.world), wanted, 'Orders are encrypted with it');

    await eventually(() => expect(stateOfKey()).toBe('Enabled'));
    await asAdmin(host).kms.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId, KeySpec: 'AES_256' }));
  });
});

describe('a stolen key of an administrator lets everybody call a function', () => {
  let host: AttackedHost;
  const FunctionName = 'thumbnails';
  beforeAll(async () => {
    host = await startAttackedHost();
    const { lambda } = asAdmin(host);
    await lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE' }));
    await lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: 'everybody',
        Action: 'lambda:InvokeFunctionUrl',
        Principal: '*',
        FunctionUrlAuthType: 'NONE',
      }),
    );
  });
  afterAll(async () => host?.close());

  const openTo = () => host.world.aws.snapshot().functions.find(({ name }) => name === FunctionName)?.openToWorld;

  test('the card says by live state that the URL is open', async () => {
    await eventually(() => expect(said(card(host.world))).toContain('without a signature'));
    expect(openTo()).toEqual(['everybody']);
  });

  test('the statement is removed, and put back by the undo', async () => {
    const wanted = await opener(host, 'Remove permission…');
    await askAndApprove(host, card(host.world), wanted, 'Not ours');
    await eventually(() => expect(openTo()).toEqual([]));

    await eventually(() => expect(button(requests(host)[0], 'open.undo')).toBeDefined());
    await askAndApprove(host, requests(host)[0], 'open.undo', 'It was the press office');
    await eventually(() => expect(openTo()).toEqual(['everybody']));
  });
});
