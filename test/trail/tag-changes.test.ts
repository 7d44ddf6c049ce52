import { describe, expect, it } from 'vitest';
import { TrailboltError } from '../../src/errors.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { TrailHistory, TrailQuery } from '../../src/ports/trail-source.ts';
import { tagChanges } from '../../src/trail/tag-changes.ts';

const AT = '2026-11-23T08:00:00Z';
const DAVE = 'arn:aws:iam::111122223333:user/dave';
const WHERE = { account: '111122223333', region: 'eu-central-1', id: 'i-1' };

function recordOf(eventName: string, requestParameters: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    eventName,
    eventTime: AT,
    userIdentity: { type: 'IAMUser', arn: DAVE, accountId: WHERE.account, userName: 'dave' },
    requestParameters,
    ...more,
  };
}

function historyOf(...pages: readonly (readonly JsonObject[])[]): TrailHistory & { readonly asked: TrailQuery[] } {
  const asked: TrailQuery[] = [];
  return {
    asked,
    lookup(query) {
      asked.push(query);
      const next = asked.length < pages.length ? { next: String(asked.length) } : {};
      return Promise.resolve({ records: (pages[asked.length - 1] ?? []) as never, ...next });
    },
  };
}

const read = (history: TrailHistory) => tagChanges(history, WHERE, 0, Date.parse(AT));

describe('who set and removed tags', () => {
  it.each<[string, JsonObject, 'set' | 'removed', readonly string[]]>([
    [
      'CreateTags',
      {
        resourcesSet: { items: [{ resourceId: 'i-1' }] },
        tagSet: {
          items: [
            { key: 'tier', value: '0' },
            { key: 'x', value: '' },
          ],
        },
      },
      'set',
      ['tier', 'x'],
    ],
    ['DeleteTags', { tagSet: { items: [{ key: 'tier' }] } }, 'removed', ['tier']],
    ['TagUser', { userName: 'eve', tags: [{ key: 'tier', value: '0' }] }, 'set', ['tier']],
    ['UntagRole', { roleName: 'r', tagKeys: ['tier'] }, 'removed', ['tier']],
    ['TagResource20170331v2', { resource: 'arn', tags: { tier: '0', owner: 'ana' } }, 'set', ['tier', 'owner']],
    ['PutBucketTagging', { Tagging: { TagSet: { Tag: [{ Key: 'tier', Value: '0' }] } } }, 'set', ['tier']],
    ['AddTagsToResource', { tags: [{ key: 'tier', value: '0' }] }, 'set', ['tier']],
  ])('is told of %s', async (eventName, parameters, kind, keys) => {
    expect(await read(historyOf([recordOf(eventName, parameters)]))).toEqual([
      { at: Date.parse(AT), by: DAVE, kind, keys },
    ]);
  });

  it.each<[string, JsonObject]>([
    ['what is no tagging', recordOf('RunInstances', { tagSet: { items: [{ key: 'tier' }] } })],
    ['what AWS refused', recordOf('CreateTags', { tagSet: {} }, { errorCode: 'Client.UnauthorizedOperation' })],
  ])('is not told of %s', async (_what, record) => {
    expect(await read(historyOf([record]))).toEqual([]);
  });

  it('is looked for by the resource, over several pages', async () => {
    const history = historyOf([recordOf('CreateTags', {})], [recordOf('DeleteTags', {})]);

    expect((await read(history))?.map(({ kind }) => kind)).toEqual(['set', 'removed']);
    expect(history.asked.map(({ attribute }) => attribute)).toEqual([
      { key: 'ResourceName', value: 'i-1' },
      { key: 'ResourceName', value: 'i-1' },
    ]);
  });

  it('is not known where the history has more than is read, or does not answer', async () => {
    const endless = historyOf(...Array.from({ length: 9 }, () => [recordOf('CreateTags', {})]));
    const silent: TrailHistory = { lookup: () => Promise.reject(new TrailboltError('trail.throttled', 'Too fast.')) };

    expect(await read(endless)).toBeUndefined();
    expect(await read(silent)).toBeUndefined();
  });
});
