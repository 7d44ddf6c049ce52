import { expect, test } from 'vitest';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';
import { group, measure, namedAt, perThousand, rulesOf } from './measure.ts';
import { TECHNIQUES } from './techniques.ts';

function stopLogging(name: string, eventTime: string): CloudTrailRecord {
  return {
    eventID: `${name} ${eventTime}`,
    eventTime,
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    recipientAccountId: '111122223333',
    userIdentity: { type: 'IAMUser', accountId: '111122223333', userName: name },
    requestParameters: { name: 'trail' },
  };
}

test('one alert stands for all matches of a rule, account and root actor', async () => {
  const log = [
    stopLogging('ana', '2026-03-02T09:00:00Z'),
    stopLogging('ana', '2026-03-02T09:30:00Z'),
    stopLogging('ana', '2026-03-02T10:00:00Z'),
    stopLogging('bob', '2026-03-02T10:00:00Z'),
    { eventName: 'DescribeInstances', eventSource: 'ec2.amazonaws.com' },
  ];

  const measured = await measure(builtinRules, log);

  expect(measured.records).toBe(5);
  expect(group([measured]).alerts.map(({ title }) => title)).toEqual([
    'CloudTrail was stopped or deleted',
    'CloudTrail was stopped or deleted',
  ]);
  expect(group([measured]).hourly).toBe(3);
  expect(group([measured, measured]).alerts).toHaveLength(2);
  expect(perThousand(group([measured]).alerts.length, measured.records)).toBe(400);
});

test('an attack is named by a rule with its technique, or with a part of it', async () => {
  const rules = rulesOf(await measure(builtinRules, [stopLogging('ana', '2026-03-02T09:00:00Z')]));

  expect(namedAt(rules, ['T1685.002'])).toBe('high');
  expect(namedAt(rules, ['T1685'])).toBe('high');
  expect(namedAt(rules, ['T1685.001', 'T168'])).toBeUndefined();
  expect(namedAt(rules, [])).toBeUndefined();
});

test('techniques are told by their current ids', () => {
  const ids = Object.values(TECHNIQUES).flat();

  expect(ids.filter((id) => !/^T\d{4}(?:\.\d{3})?$/u.test(id) || id.startsWith('T1562'))).toEqual([]);
});
