import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decide } from '../../src/approve/decide.ts';
import { trustTags, type TagFacts } from '../../src/approve/tag-trust.ts';
import type { TagChange } from '../../src/model/tag-change.ts';
import { DAVE_ARN, DIGEST, NOW, personOf, planOf, policyOf, requestOf, targetOf } from './support.ts';

const ANA_ARN = DAVE_ARN.replace('dave', 'ana');
const policy = policyOf({ protected: { accounts: [], tags: [{ key: 'tier', value: '0' }] } });
const tier0 = targetOf([
  { key: 'tier', value: '0' },
  { key: 'owner', value: 'ana' },
]);

function facts(more: Partial<TagFacts> = {}): TagFacts {
  return { created: false, since: NOW, actors: [DAVE_ARN], changes: [], ...more };
}

const change = (more: Partial<TagChange>): TagChange => ({
  at: NOW - 1000,
  by: ANA_ARN,
  kind: 'set',
  keys: ['tier'],
  ...more,
});

/** Is the target left alone, when its tags are judged by these facts? */
function isProtected(target: typeof tier0, more: Partial<TagFacts>): boolean {
  const judged = trustTags(policy, target, facts(more));
  const request = requestOf({ plan: planOf({ targets: [judged] }) });
  const person = personOf('U0ANA');
  const decision = decide({ request, person, policy, seen: DIGEST, suspects: [], frozen: undefined, now: NOW });
  return !decision.allow && decision.code === 'target.protected';
}

describe('a tag that protects', () => {
  it.each<[string, Partial<TagFacts>]>([
    ['nobody has touched', {}],
    ['somebody else has set before the case', { changes: [change({})] }],
    ['may have been set by anybody: that cannot be looked up', { changes: undefined }],
    ['is another than the one that the actor has set', { changes: [change({ by: DAVE_ARN, keys: ['owner'] })] }],
  ])('counts where it is one that %s', (_what, more) => {
    expect(isProtected(tier0, more)).toBe(true);
  });

  it.each<[string, Partial<TagFacts>, string]>([
    ['the actor has set, whenever', { changes: [change({ by: DAVE_ARN, at: 0 })] }, 'set by the actor of the case'],
    [
      'the actor of a case that was merged into it has set',
      { actors: [DAVE_ARN, ANA_ARN], changes: [change({})] },
      'set by the actor of the case',
    ],
    ['anybody has set since the case began', { changes: [change({ at: NOW })] }, 'set since the case began'],
    ['came with what the actor made', { created: true }, 'set by the actor of the case'],
  ])('is ignored, and people are told, where it is one that %s', (_what, more, why) => {
    expect(isProtected(tier0, more)).toBe(false);
    expect(trustTags(policy, tier0, facts(more)).warnings).toEqual([`Tag tier is ignored: ${why}.`]);
  });

  it.each<[string, boolean, Partial<TagChange>]>([
    ['by the actor', true, { by: DAVE_ARN }],
    ['since the case began', true, { at: NOW + 1 }],
    ['by somebody else before', false, {}],
  ])('and was removed %s counts as if it were there: %s', (_when, counts, more) => {
    expect(isProtected(targetOf([]), { changes: [change({ kind: 'removed', ...more })] })).toBe(counts);
  });
});

test('whatever happened to its tags, a target is no less protected than if nobody had set or removed any since', () => {
  const changes = fc.array(
    fc.record({
      at: fc.integer({ min: NOW - 5, max: NOW + 5 }),
      by: fc.constantFrom(DAVE_ARN, ANA_ARN),
      kind: fc.constantFrom('set' as const, 'removed' as const),
      keys: fc.subarray(['tier', 'owner']),
    }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(changes, fc.boolean(), (all, tagged) => {
      const target = tagged ? tier0 : targetOf([]);
      const bySuspect = all.some((one) => one.keys.includes('tier') && (one.by === DAVE_ARN || one.at >= NOW));
      if (!bySuspect) expect(isProtected(target, { changes: all })).toBe(tagged);
      const removed = all.some(
        (one) => one.kind === 'removed' && one.keys.includes('tier') && (one.by === DAVE_ARN || one.at >= NOW),
      );
      if (removed && !tagged) expect(isProtected(target, { changes: all })).toBe(true);
    }),
  );
});

it('says nothing of tags that the policy does not speak of, nor where none were read', () => {
  const owner = targetOf([{ key: 'owner', value: 'ana' }]);

  expect(trustTags(policy, owner, facts({ created: true }))).toEqual(owner);
  expect(trustTags(policy, targetOf(undefined), facts())).toEqual(targetOf(undefined));
  expect(trustTags(policyOf(), tier0, facts({ created: true }))).toEqual(tier0);
});
