import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxMessage } from '../../src/sandbox/contract.ts';
import { eventually } from '../support/eventually.ts';
import { channelMessages, said } from '../story/leaked-key.ts';
import { startAttackedHost, type AttackedHost } from './host.ts';
import { launchBy, openCase, TrailWriter, userArn } from './trail-files.ts';

const ACCOUNT = '111122223333';
/** Pages a channel, pretends to be a link, draws over the line, hides, ends a text, rings. */
const HOSTILE = '<!channel> <@U0ANA7M3XD> <https://evil.example|aws.amazon.com> &lt;!here&gt; *bold* `code` :bomb:';
const INVISIBLE = 'left\u202Etfel\u200B\u0000\u0007\u001B[31m\u2028next\r\nline\uFEFF\ud800end';

let host: AttackedHost;
let trail: TrailWriter;

beforeAll(async () => {
  host = await startAttackedHost();
  trail = new TrailWriter(host);
});
afterAll(async () => {
  trail?.close();
  await host?.close();
});

/** The card of a case, once it is there. */
async function cardOf(caseId: string): Promise<SandboxMessage> {
  return eventually(() => {
    const found = channelMessages(host.world).find(
      ({ metadata }) => (metadata?.['event_payload'] as { id?: string } | undefined)?.id === caseId,
    );
    if (found === undefined) throw new Error(`Case ${caseId} has no card.`);
    return found;
  }, 60_000);
}

/** Every text that Slack reads as markup, and every text at all. */
function textsOf(value: unknown): { readonly markup: readonly string[]; readonly all: readonly string[] } {
  const [markup, all]: [string[], string[]] = [[], []];
  const walk = (node: unknown): void => {
    // A line of a card ends by an element of its own.
    if (typeof node === 'string' && node !== '\n') all.push(node);
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node && node.type === 'mrkdwn' && 'text' in node) markup.push(String(node.text));
    for (const child of Object.values(node)) walk(child);
  };
  walk(value);
  return { markup, all };
}

/** Nothing of a record reaches Slack as markup, nothing that cannot be seen reaches it at all, and it stays small. */
function isHarmless(message: SandboxMessage): void {
  const { markup, all } = textsOf(message.blocks);
  for (const text of [message.text, ...markup]) expect(text).not.toMatch(/<(?!$)/);
  for (const text of [message.text, ...all]) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  expect(JSON.stringify(message.blocks).length).toBeLessThan(13_000);
}

const instance = (id: unknown, more: object = {}) => ({ instancesSet: { items: [{ instanceId: id, ...more }] } });

describe('a record becomes a correct card', () => {
  test.concurrent.each<[string, string, Readonly<Record<string, unknown>>]>([
    [
      'with markup in every field',
      userArn('mallory'),
      {
        userIdentity: {
          type: HOSTILE,
          arn: userArn('mallory'),
          accountId: ACCOUNT,
          userName: HOSTILE,
          accessKeyId: HOSTILE,
          invokedBy: HOSTILE,
          sessionContext: { sourceIdentity: HOSTILE, attributes: { mfaAuthenticated: HOSTILE } },
        },
        awsRegion: HOSTILE,
        sourceIPAddress: HOSTILE,
        userAgent: HOSTILE,
        requestID: HOSTILE,
        responseElements: instance('i-0aaaaaaaaaaaaaaa2', { tagSet: { items: [{ key: 'Name', value: HOSTILE }] } }),
      },
    ],
    [
      'with what cannot be seen in every field',
      userArn('trent'),
      {
        userIdentity: {
          type: `IAMUser${INVISIBLE}`,
          arn: userArn('trent'),
          accountId: ACCOUNT,
          userName: INVISIBLE,
          accessKeyId: INVISIBLE,
        },
        awsRegion: INVISIBLE,
        sourceIPAddress: INVISIBLE,
        userAgent: INVISIBLE,
        responseElements: instance('i-0aaaaaaaaaaaaaaa3', { tagSet: { items: [{ key: 'Name', value: INVISIBLE }] } }),
      },
    ],
    ['with a user agent of 200 KB', userArn('long'), { userAgent: 'A'.repeat(200 * 1024) }],
    ['with a user agent of 200 KB of markup', userArn('longer'), { userAgent: '<!channel>&'.repeat(20_000) }],
    ['without an id', userArn('nameless'), { eventID: undefined }],
    ['without a time', userArn('timeless'), { eventTime: undefined }],
    ['without anybody behind it', 'unknown', { userIdentity: undefined }],
    [
      'without anything but what the rule asks for',
      'principal:AIDABARE',
      {
        eventVersion: undefined,
        eventID: undefined,
        eventTime: undefined,
        awsRegion: undefined,
        sourceIPAddress: undefined,
        userAgent: undefined,
        responseElements: undefined,
        userIdentity: { principalId: 'AIDABARE' },
      },
    ],
    [
      'with other types everywhere',
      userArn('typed'),
      {
        eventID: 7,
        eventTime: { now: true },
        awsRegion: ['us-east-1'],
        sourceIPAddress: 42,
        userAgent: { name: 'x' },
        requestID: false,
        resources: 'none',
        additionalEventData: [],
        responseElements: 'i-0aaaaaaaaaaaaaaa1',
        userIdentity: { type: 5, arn: userArn('typed'), accountId: 111122223333, sessionContext: 'x', userName: [] },
      },
    ],
    [
      'with names in which no key of a database fits',
      `principal:${'漢'.repeat(512)}`,
      {
        userIdentity: { type: '漢'.repeat(600), principalId: '漢'.repeat(600), accountId: ACCOUNT },
        eventID: '漢'.repeat(600),
      },
    ],
    [
      'with a thousand instances and a megabyte of answer',
      userArn('huge'),
      {
        responseElements: {
          instancesSet: {
            items: Array.from({ length: 1000 }, (_, index) => ({
              instanceId: `i-0bbbbbbbbbbbb${String(index).padStart(4, '0')}`,
              rest: HOSTILE.repeat(10),
            })),
          },
        },
      },
    ],
  ])('%s', async (_what, rootActor, other) => {
    await trail.deliver(launchBy(rootActor.split('/').at(-1) ?? '', other));

    const it = await eventually(() => openCase(host, rootActor));
    const shown = await cardOf(it.id);

    expect(it.count).toBe(1);
    expect(said(shown)).toContain('RunInstances');
    isHarmless(shown);
  });

  test('an instance with an id that is none is shown, and not offered', async () => {
    await trail.deliver(
      launchBy('forger', { responseElements: instance('i-0aaaaaaaaaaaaaaa1 && <!channel>') }),
      launchBy('forger', { responseElements: instance('*') }),
    );

    const shown = await cardOf((await eventually(() => openCase(host, userArn('forger')))).id);

    isHarmless(shown);
    // What the actor owns may be offered; the instance that is none may not.
    expect(said(shown)).not.toMatch(/(Terminate|Stop|Isolate)[^"]* instance/);
  });
});
