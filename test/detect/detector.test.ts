import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDetector } from '../../src/detect/detector.ts';
import { compile } from '../../src/detect/sigma/compile.ts';
import type { SigmaDetectionRule, SigmaExpression } from '../../src/detect/sigma/types.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';
import type { Provenance } from '../../src/model/record.ts';

const PROVENANCE: Provenance = { source: 'test', kind: 'file' };

function ruleOf(condition: SigmaExpression, more: Partial<SigmaDetectionRule> = {}): SigmaDetectionRule {
  return {
    id: 'rule',
    title: 'A rule',
    level: 'low',
    references: [],
    falsePositives: [],
    tags: [],
    logsource: { product: 'aws', service: 'cloudtrail' },
    custom: {},
    condition,
    file: 'test.yml',
    ...more,
  };
}

const STOPPED: SigmaExpression = {
  op: 'test',
  test: { field: 'eventName', operator: { kind: 'equals', value: 'StopLogging', cased: false } },
};

const RECORD: CloudTrailRecord = { eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' };

const names = fc.constantFrom('StopLogging', 'stoplogging', 'DeleteTrail', '5', 'true', '["x"]');
const sources = fc.constantFrom('cloudtrail.amazonaws.com', 'IAM.amazonaws.com');

/** Tests on the two fields that records are told apart by, of every kind that could mislead. */
const tests: fc.Arbitrary<SigmaExpression> = fc
  .oneof(
    fc.record({
      field: fc.constantFrom('eventName', 'eventSource', 'errorCode'),
      operator: fc.oneof(
        fc.record({
          kind: fc.constant('equals' as const),
          value: fc.oneof(names, sources, fc.constantFrom(5, true, null, '{"a":1}')),
          cased: fc.boolean(),
        }),
        fc.record({ kind: fc.constant('exists' as const), expected: fc.boolean() }),
        names.map((text) => ({ kind: 'wildcard' as const, parts: [{ text }, { any: 'many' as const }], cased: false })),
      ),
    }),
    names.map((value) => ({ operator: { kind: 'equals' as const, value, cased: false } })),
  )
  .map((test) => ({ op: 'test', test }));

const expressions = fc.letrec<{ any: SigmaExpression }>((tie) => {
  const several = fc.array(tie('any'), { maxLength: 3 });
  return {
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      tests,
      several.map((of): SigmaExpression => ({ op: 'and', of })),
      several.map((of): SigmaExpression => ({ op: 'or', of })),
      tie('any').map((of): SigmaExpression => ({ op: 'not', of })),
      several.map((of): SigmaExpression => ({ op: 'at-least', count: Math.max(1, of.length - 1), of })),
    ),
  };
}).any;

const fieldValues = fc.oneof(names, sources, fc.constantFrom(5, true, null, ['StopLogging', 'x'], [], { a: 1 }));

const records = fc.record(
  { eventName: fieldValues, eventSource: fieldValues, errorCode: fieldValues },
  { requiredKeys: [] },
) as fc.Arbitrary<CloudTrailRecord>;

describe('createDetector', () => {
  it('finds exactly what trying every rule finds, in the order of the rules', () => {
    fc.assert(
      fc.property(fc.array(expressions, { maxLength: 6 }), records, (conditions, record) => {
        const rules = conditions.map((condition, index) => ruleOf(condition, { id: `rule-${index}` }));

        const detected = createDetector(rules).detect({ record, provenance: PROVENANCE });

        const all = rules.filter((rule) => compile(rule).matches(record));
        expect(detected.map(({ rule }) => rule.id)).toEqual(all.map(({ id }) => id));
      }),
      { numRuns: 1000 },
    );
  });

  it('tells people what they need to know of the rule', () => {
    const rule = ruleOf(STOPPED, {
      description: 'Why it matters.',
      falsePositives: ['Maintenance'],
      tags: ['attack.defense-evasion', 'attack.t1562.008', 'attack.t1078', 'attack.s0001', 'cve.2020-1'],
      custom: { trailbolt: { 'what-to-do': 'Start it again.' } },
    });
    const sourced = { record: RECORD, provenance: PROVENANCE };

    expect(createDetector([rule]).detect(sourced)).toEqual([
      {
        rule: {
          id: 'rule',
          name: 'test',
          title: 'A rule',
          level: 'low',
          description: 'Why it matters.',
          whatToDo: 'Start it again.',
          falsePositives: ['Maintenance'],
          attack: ['T1562.008', 'T1078'],
        },
        sourced,
      },
    ]);
  });

  it.each([
    [{}, true],
    [{ product: 'aws' }, true],
    [{ service: 'cloudtrail' }, true],
    [{ product: 'AWS', service: 'CloudTrail' }, true],
    [{ category: 'cloud', product: 'aws', service: 'cloudtrail' }, true],
    [{ category: 'cloud', product: 'aws' }, false],
    [{ product: 'aws', service: 'guardduty' }, false],
    [{ product: 'windows' }, false],
    [{ category: 'process_creation' }, false],
  ])('runs rules for %j: %s', (logsource, runs) => {
    const detector = createDetector([ruleOf(STOPPED, { logsource })]);

    expect(detector.detect({ record: RECORD, provenance: PROVENANCE }).length > 0).toBe(runs);
  });
});
