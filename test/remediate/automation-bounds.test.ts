import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RISKS } from '../../src/model/policy.ts';
import { isYoung, mustLeave, YOUNG_MS } from '../../src/remediate/automation-bounds.ts';
import { DAVE } from '../cases/support.ts';

const MADE = { created: true } as const;
const PLANNED = { tags: [] };
const RECORD = { actor: DAVE, eventName: 'RunInstances' };
const DESTROYS = { risk: 'destructive' } as const;

type Question = Parameters<typeof mustLeave>;
type Row = readonly [what: string, target: Question[0], planned: Question[1], record: Question[2], why: RegExp];

describe('an automation must leave alone', () => {
  it.each<Row>([
    ['what was there before', {}, PLANNED, RECORD, /only what the call itself made/],
    ['what the record did not make', { created: false }, PLANNED, RECORD, /only what the call itself made/],
    ['what cannot be acted on', MADE, { ...PLANNED, blocked: 'It is protected.' }, RECORD, /^It is protected$/],
    [
      'what a service launched',
      MADE,
      PLANNED,
      { ...RECORD, actor: { ...DAVE, invokedBy: 'x.amazonaws.com' } },
      /service/,
    ],
    ['what AWS itself launched', MADE, PLANNED, { ...RECORD, actor: { ...DAVE, type: 'AWSService' } }, /service/],
    ['what it knows no tags of', MADE, {}, RECORD, /tags could not be read/],
    ...[
      'aws:autoscaling:groupName',
      'aws:cloudformation:stack-name',
      'aws:ecs:clusterName',
      'eks:cluster-name',
      'kubernetes.io/cluster/prod',
      'aws:ec2:fleet-id',
    ].map((key): Row => [key, MADE, { tags: [{ key, value: 'x' }] }, RECORD, /it belongs to an? /]),
  ])('%s', (_what, target, planned, record, why) => {
    expect(mustLeave(target, planned, record, DESTROYS)).toMatch(why);
  });

  it('nothing that the call made and that stands by itself', () => {
    expect(mustLeave(MADE, { tags: [{ key: 'Name', value: 'x' }] }, RECORD, DESTROYS)).toBeUndefined();
  });

  it('what was there, unless the action takes back exactly what this call did to it', () => {
    const starts = {
      risk: 'reversible',
      takesBack: ({ eventName }: { eventName: string }) => eventName === 'StopLogging',
    } as const;
    const stopped = { actor: DAVE, eventName: 'StopLogging' };

    expect(mustLeave({}, PLANNED, stopped, starts)).toBeUndefined();
    expect(mustLeave({}, PLANNED, { ...stopped, eventName: 'DeleteTrail' }, starts)).toMatch(/only what the call/);
    expect(mustLeave({}, PLANNED, { ...stopped, errorCode: 'AccessDenied' }, starts)).toMatch(/the call failed/);
    expect(mustLeave({}, { ...PLANNED, blocked: 'It is logging.' }, stopped, starts)).toBe('It is logging');
    expect(mustLeave({}, PLANNED, stopped, { ...starts, risk: 'destructive' })).toMatch(/only what the call/);
  });

  it('whatever a tag says, it never makes more possible', () => {
    const tag = fc.record({
      key: fc.oneof(fc.string(), fc.constantFrom('aws:autoscaling:groupName', 'trailbolt', 'eks:cluster-name')),
      value: fc.string(),
    });
    fc.assert(
      fc.property(
        fc.array(tag, { maxLength: 5 }),
        fc.array(tag, { maxLength: 5 }),
        fc.constantFrom(...RISKS),
        fc.boolean(),
        (tags, more, risk, created) => {
          const before = mustLeave({ created }, { tags }, RECORD, { risk });
          const after = mustLeave({ created }, { tags: [...tags, ...more] }, RECORD, { risk });
          if (before !== undefined) expect(after).toBeDefined();
        },
      ),
    );
  });

  it('everything that the record does not say it created, whatever else it says', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...RISKS), (created, risk) => {
        fc.pre(created !== true);
        expect(mustLeave({ created } as never, PLANNED, RECORD, { risk })).toBeDefined();
      }),
    );
  });
});

describe('what is young', () => {
  it.each([
    [0, true],
    [YOUNG_MS - 1, true],
    [YOUNG_MS, false],
    [-4 * 60_000, true],
    [-6 * 60_000, false],
    [Number.NaN, false],
  ])('is what was made %d ms ago: %s', (ago, young) => {
    expect(isYoung(1_000_000_000_000 - ago, 1_000_000_000_000)).toBe(young);
  });
});
