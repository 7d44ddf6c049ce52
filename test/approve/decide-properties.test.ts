import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/approve/decide.ts';
import { question, rule, STATES } from './arbitrary.ts';
import { objections } from './objections.ts';
import { personOf, planOf, policyOf, requestOf } from './support.ts';

describe('decide', () => {
  test('allows exactly what has no objection, and never throws', () => {
    const seen = { allowed: 0, refused: 0, emergency: 0 };
    fc.assert(
      fc.property(question, (it) => {
        const decision = decide(it);
        seen[decision.allow ? 'allowed' : 'refused'] += 1;
        if (decision.allow && it.emergency !== undefined) seen.emergency += 1;

        expect({ allow: decision.allow, against: objections(it) }).toEqual({
          allow: decision.allow,
          against: decision.allow ? [] : expect.arrayContaining([expect.any(String)]),
        });
      }),
      { numRuns: 8000 },
    );
    // All sides must have been looked at, or the property says nothing.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(5);
  });

  test('never asks for fewer approvals than the request did, except in an emergency', () => {
    fc.assert(
      fc.property(question, ({ emergency: _alone, ...it }) => {
        const decision = decide(it);
        if (!decision.allow) return;
        const given = it.request.approvals.length + 1;

        expect(decision.missing).toBeGreaterThanOrEqual(Math.max(0, it.request.quorum - given));
        expect(decision.code).toBe(decision.missing === 0 ? 'approved' : 'more-needed');
      }),
      { numRuns: 4000 },
    );
  });

  test('never asks for fewer, nor lets anybody pass, because somebody behind the actor is unknown', () => {
    fc.assert(
      fc.property(question, fc.constantFrom('x1', ''), (it, unknown) => {
        const known = decide(it);
        const unmapped = decide({ ...it, suspects: [...it.suspects, unknown] });

        if (it.emergency === undefined) expect(unmapped.allow).toBe(known.allow);
        if (unmapped.allow) expect(known.allow).toBe(true);
        if (known.allow && unmapped.allow) expect(unmapped.missing).toBeGreaterThanOrEqual(known.missing);
      }),
      { numRuns: 4000 },
    );
  });

  test('answers any texts and numbers with a decision', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', 'toString', ''));
    const wild = fc.record(
      {
        request: fc
          .record({
            expiresAt: fc.double(),
            quorum: fc.double(),
            requester: text,
            suspects: fc.array(text),
            state: fc.constantFrom(...STATES),
            plan: fc.record({ account: text, digest: text }).map(planOf),
          })
          .map(requestOf),
        person: fc
          .record({ id: text, team: text, subjects: fc.array(text), aws: fc.array(text) })
          .map((more) => personOf(more.id, more)),
        policy: fc
          .record({
            workspace: text,
            approvals: fc.array(rule),
            quietHours: fc.record({
              timeZone: text,
              night: fc.record({ from: fc.double(), to: fc.double() }),
              days: fc.constant([]),
              stricter: fc.constant(['destructive'] as const),
            }),
          })
          .map(policyOf),
        seen: text,
        suspects: fc.array(text),
        frozen: fc.constant(undefined),
        emergency: text,
        now: fc.double(),
      },
      { requiredKeys: ['request', 'person', 'policy', 'seen', 'suspects', 'frozen', 'now'] },
    );
    fc.assert(
      fc.property(wild, (it) => {
        expect(decide(it).reason).not.toBe('');
      }),
      { numRuns: 200 },
    );
  });
});
