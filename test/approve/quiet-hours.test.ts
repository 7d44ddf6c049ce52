import { describe, expect, it } from 'vitest';
import { isQuiet } from '../../src/approve/quiet-hours.ts';
import { needsOf, requirementsFor } from '../../src/approve/requirements.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { QuietHours, Risk } from '../../src/model/policy.ts';
import { DAVE_ARN, planOf, policyOf, ruleOf } from './support.ts';

const nights: QuietHours = {
  timeZone: 'Europe/Berlin',
  night: { from: 22 * 60, to: 6 * 60 },
  days: ['sun'],
  stricter: ['disruptive', 'destructive'],
};
const lunch: QuietHours = { timeZone: 'UTC', night: { from: 12 * 60, to: 13 * 60 }, days: [], stricter: [] };

describe('the hours are quiet', () => {
  it.each([
    ['in the evening', nights, '2026-11-23T21:00:00Z', true],
    ['after midnight', nights, '2026-11-24T04:59:59Z', true],
    ['not when the night ends', nights, '2026-11-24T05:00:00Z', false],
    ['not a minute before they begin', nights, '2026-11-23T20:59:59Z', false],
    ['by the clock of the summer', nights, '2026-07-06T20:30:00Z', true],
    ['in the hour that comes twice', nights, '2026-10-25T01:30:00Z', true],
    ['on a whole day, where its people are', nights, '2026-11-22T11:00:00Z', true],
    ['not on the day before, though it is late in the east', nights, '2026-11-21T20:00:00Z', false],
    ['from the first minute', lunch, '2026-11-23T12:00:00Z', true],
    ['to the last', lunch, '2026-11-23T12:59:59Z', true],
    ['and no longer', lunch, '2026-11-23T13:00:00Z', false],
  ])('%s', (_when, hours, at, quiet) => {
    expect(isQuiet(hours, Date.parse(at))).toBe(quiet);
  });

  it('at a moment that is none, since that is the stricter', () => {
    expect(isQuiet(nights, Number.NaN)).toBe(true);
  });

  it('never where the policy does not speak of them', () => {
    expect(isQuiet(undefined, Date.parse('2026-11-24T02:00:00Z'))).toBe(false);
  });
});

const plan = (risk: Risk): Plan => planOf({ action: { id: 'any', title: 'Any', risk, undo: 'none' } });

describe('an action in quiet hours', () => {
  const night = Date.parse('2026-11-24T02:00:00Z');
  const policy = policyOf({ quietHours: nights, approvals: [ruleOf({ quorum: 2 })] });

  it('needs one approval more where it breaks something', () => {
    expect(needsOf(policy, plan('disruptive'), [DAVE_ARN], night).quorum).toBe(3);
    expect(needsOf(policy, plan('reversible'), [DAVE_ARN], night).quorum).toBe(2);
    expect(requirementsFor(policy, plan('disruptive'), [DAVE_ARN], night)?.raisedBy).toEqual(['the hours are quiet']);
  });

  it('needs no second one more where the actor is unknown, too', () => {
    expect(needsOf(policy, plan('destructive'), ['mallory'], night).quorum).toBe(3);
  });
});
