import {
  CreateDetectorCommand,
  DeleteDetectorCommand,
  ListDetectorsCommand,
  UpdateDetectorCommand,
} from '@aws-sdk/client-guardduty';
import { afterEach, describe, expect, test } from 'vitest';
import type { RecordSummary } from '../../src/model/alert.ts';
import { enableDetector } from '../../src/remediate/actions/enable-detector.ts';
import { mustLeave } from '../../src/remediate/automation-bounds.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { DAVE } from '../cases/support.ts';
import { actionScene } from './action-scene.ts';

const scene = actionScene(enableDetector);
const type = 'AWS::GuardDuty::Detector';

async function detector(more: object = {}): Promise<string> {
  const { DetectorId = '' } = await scene.admin.guardduty.send(new CreateDetectorCommand({ Enable: true, ...more }));
  return DetectorId;
}

async function suspend(DetectorId: string): Promise<void> {
  await scene.admin.guardduty.send(new UpdateDetectorCommand({ DetectorId, Enable: false }));
}

async function remove(DetectorId: string): Promise<void> {
  await scene.admin.guardduty.send(new DeleteDetectorCommand({ DetectorId }));
}

afterEach(async () => {
  const { DetectorIds = [] } = await scene.admin.guardduty.send(new ListDetectorsCommand({}));
  for (const id of DetectorIds) await remove(id);
});

const deletion = { eventName: 'DeleteDetector' } as RecordSummary;

describe('a suspended detector', () => {
  test('is turned on with the settings that it has', async () => {
    const id = await detector({ Tags: { team: 'red' } });
    await suspend(id);

    const planned = await scene.plan({ type, id });

    expect(planned).toMatchObject({
      arn: `arn:aws:guardduty:us-east-1:111122223333:detector/${id}`,
      facts: [
        expect.stringMatching(/^suspended, last changed \d{4}-\d\d-\d\d \d\d:\d\d UTC$/),
        expect.stringMatching(/^protection plans on: S3_DATA_EVENTS, EKS_AUDIT_LOGS, /),
      ],
      tags: [{ key: 'team', value: 'red' }],
      warnings: [],
    });
    expect(enableDetector.effects([planned])).toEqual([
      'GuardDuty watches us-east-1 again, with the settings that the detector has.',
    ]);
    expect(enableDetector.limits([planned])).toHaveLength(2);
    expect(await scene.act(planned)).toEqual({ result: 'suspended → on', seen: `done: detector ${id} on` });
    expect((await scene.plan({ type, id })).blocked).toBe('It is on.');
  });

  test('that was changed since the plan is another plan', async () => {
    const id = await detector();
    await suspend(id);
    const before = await scene.plan({ type, id });
    scene.aws.control.advance(60_000);
    await scene.admin.guardduty.send(
      new UpdateDetectorCommand({ DetectorId: id, FindingPublishingFrequency: 'ONE_HOUR' }),
    );

    expect((await scene.plan({ type, id })).material).not.toEqual(before.material);
  });
});

describe('a deleted detector', () => {
  test('is replaced by a new one, and the plan says what it does not bring back', async () => {
    const id = await detector({ Tags: { team: 'red' } });
    await remove(id);

    const planned = await scene.plan({ type, id, records: [deletion] });

    expect(planned).toMatchObject({ facts: ['deleted', 'no detector in this Region'], tags: [], warnings: [] });
    expect(planned.blocked).toBeUndefined();
    expect(enableDetector.effects([planned])).toEqual([
      'GuardDuty watches us-east-1 again with a new detector, which has GuardDuty’s own settings.',
    ]);
    expect(enableDetector.limits([planned])[1]).toMatch(/^A deleted detector took its findings.+nobody can bring/);
    expect(enableDetector.steps(planned)).toMatchObject([
      { id: 'create', permissions: ['guardduty:CreateDetector'], resources: [], creates: ['*'] },
    ]);
  });

  test('that no record tells of may never have been there, which the plan says', async () => {
    const planned = await scene.plan({ type, id: '12abc34d567e8fa901bc2d34e56789f0' });

    expect(planned.facts).toEqual(['not there', 'no detector in this Region']);
    expect(planned.warnings).toEqual([
      'No record of this case says that it was deleted here: perhaps GuardDuty was never on in this Region.',
    ]);
  });

  test.each([
    ['on', true],
    ['suspended', false],
  ])('is left alone where another one is there and %s', async (state, Enable) => {
    const id = await detector();
    await remove(id);
    const other = await detector({ Enable });

    expect((await scene.plan({ type, id, records: [deletion] })).blocked).toBe(
      `This detector is gone, and there is another one: ${other}, which is ${state}.`,
    );
  });
});

function left(eventName: string, requestParameters: JsonObject, errorCode?: string): string | undefined {
  const failed = errorCode === undefined ? {} : { errorCode };
  return mustLeave({}, { tags: [] }, { actor: DAVE, eventName, requestParameters, ...failed }, enableDetector);
}

describe('an automation', () => {
  test('may turn on what the call suspended', () => {
    expect(left('UpdateDetector', { enable: false })).toBeUndefined();
  });

  test.each<[string, string | undefined]>([
    ['was refused', 'AccessDenied'],
    ['changed something else', undefined],
  ])('may not where the call %s', (_what, errorCode) => {
    const request = errorCode === undefined ? { findingPublishingFrequency: 'ONE_HOUR' } : { enable: false };
    expect(left('UpdateDetector', request, errorCode)).toBeDefined();
  });

  test('may not make another for one that was deleted: nobody gets back what was in that', () => {
    expect(left('DeleteDetector', {})).toMatch(/only what the call itself made/);
  });
});

function applies(id: string, of = type): boolean {
  return enableDetector.appliesTo({ type: of, id, region: 'us-east-1' });
}

test('is offered on detectors by their ids', () => {
  expect(applies('12abc34d567e8fa901bc2d34e56789f0')).toBe(true);
  expect(applies('12abc34d567e8fa901bc2d34e56789f0/filter')).toBe(false);
  expect(applies('12abc34d567e8fa901bc2d34e56789f0', 'AWS::Config::ConfigurationRecorder')).toBe(false);
});
