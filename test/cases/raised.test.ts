import { expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { buildAlerts } from '../../src/alert/build-alerts.ts';
import { caseTag, writePosted } from '../../src/cases/posted.ts';
import { recordAlert } from '../../src/cases/record-alert.ts';
import type { OutboxEntry } from '../../src/cases/outbox.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { Level } from '../../src/model/level.ts';

function alertOf(level: Level, eventID: string): Alert {
  const rule = { id: `rule-${level}`, title: `A ${level} thing`, level, falsePositives: [], attack: [] };
  const record = {
    eventID,
    eventName: 'StopLogging',
    eventSource: 'cloudtrail.amazonaws.com',
    eventTime: '2026-03-02T09:00:00Z',
    awsRegion: 'us-east-1',
    recipientAccountId: '111122223333',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/dave', userName: 'dave' },
  };
  const [alert] = buildAlerts([{ rule, sourced: { record, provenance: { source: 'trail', kind: 's3' } } }]);
  if (alert === undefined) throw new Error('no alert');
  return alert;
}

test('a worse rule on a known case is said to the channel, once; a milder one is not', async () => {
  const store = openSqliteStore(':memory:');
  const ports = { store, clock: systemClock, channelFor: () => Promise.resolve('C1') };

  const { caseId } = await recordAlert(ports, alertOf('medium', 'one'));
  await writePosted(store, caseTag(caseId), { channel: 'C1', attemptedAt: 0, ref: { channel: 'C1', ts: '1.2' } });
  await recordAlert(ports, alertOf('low', 'two'));
  await recordAlert(ports, alertOf('critical', 'three'));
  await recordAlert(ports, alertOf('critical', 'three'));

  const { items } = await store.list<OutboxEntry>('outbox#C1');
  const notes = items.map((item) => item.value).filter((entry) => entry.kind === 'note');
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatchObject({
    broadcast: true,
    message: { text: 'Raised to critical: A critical thing (dave).' },
  });
});
