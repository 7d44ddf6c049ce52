import type { GetDetectorResponse } from '@aws-sdk/client-guardduty';
import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsPermission, AwsSession } from '../../ports/aws.ts';
import type { Action, ActionTarget, StepContext, StepResult, Verification } from '../action.ts';
import { tagsFrom } from '../aws/carriers.ts';
import { atMinute } from '../aws/words.ts';

const READ: readonly AwsPermission[] = ['guardduty:ListDetectors', 'guardduty:GetDetector'];

/** What every detector analyses. */
const FOUNDATION: ReadonlySet<string> = new Set(['CLOUD_TRAIL', 'DNS_LOGS', 'FLOW_LOGS']);

const NEVER_TOLD =
  'No record of this case says that it was deleted here: perhaps GuardDuty was never on in this Region.';

/**
 * Lets GuardDuty watch a Region again: a suspended detector goes on with what it had, and for a deleted one a new one is made,
 * because AWS keeps nothing of it.
 */
export const enableDetector: Action = {
  id: 'enable-detector',
  title: { one: 'Turn GuardDuty on', many: 'Turn GuardDuty on' },
  risk: 'reversible',
  writes: 'resources',
  undo: 'none',
  undoNote:
    'GuardDuty is not turned off again: a blind spot is not restored. Whoever wants that suspends it in GuardDuty.',
  permissions: { read: READ, act: ['guardduty:UpdateDetector', 'guardduty:CreateDetector'] },

  appliesTo: ({ type, id }) => type === 'AWS::GuardDuty::Detector' && /^[0-9a-f]{32}$/.test(id),
  after: ['UpdateDetector', 'DeleteDetector'],
  // A new detector in the place of a deleted one is not the same.
  takesBack: ({ eventName, requestParameters }) =>
    eventName === 'UpdateDetector' && requestParameters?.['enable'] === false,

  plan: (session, targets) => Promise.all(targets.map((target) => planOne(session, target))),

  effects: (targets) =>
    targets.map(({ arn, material }) =>
      material['exists'] === true
        ? `GuardDuty watches ${regionIn(arn)} again, with the settings that the detector has.`
        : `GuardDuty watches ${regionIn(arn)} again with a new detector, which has GuardDuty’s own settings.`,
    ),

  limits: (targets) => [
    'What happened while it was off was not analysed, and will not be.',
    ...(targets.some(({ material }) => material['exists'] !== true)
      ? [
          'A deleted detector took its findings, filters, address lists, exports, members and settings with it: nobody can bring them back.',
        ]
      : []),
    'Whoever turned it off can turn it off again: deactivate the access key as well.',
  ],

  steps: ({ arn, material }) =>
    material['exists'] === true
      ? [
          {
            id: 'enable',
            title: 'Turn the detector on',
            permissions: ['guardduty:UpdateDetector'],
            resources: [arn],
          },
        ]
      : [
          {
            id: 'create',
            title: 'Make a new detector',
            permissions: ['guardduty:CreateDetector'],
            resources: [],
            creates: ['*'],
          },
        ],

  /** A Region takes one detector, so that a second call makes no second one. */
  async run(session: AwsSession, { target, step, requestId: run }: StepContext): Promise<StepResult> {
    if (step.id === 'enable') {
      const { requestId } = await session.call('guardduty:UpdateDetector', { DetectorId: target.id, Enable: true });
      return { result: 'suspended → on', ...(requestId === undefined ? {} : { requestId }) };
    }
    const { output, requestId } = await session.call('guardduty:CreateDetector', { Enable: true, ClientToken: run });
    return {
      result: `new detector ${output.DetectorId ?? ''}`.trim(),
      ...(requestId === undefined ? {} : { requestId }),
    };
  },

  async verify(session: AwsSession, { target, step }: StepContext): Promise<Verification> {
    const { present, detector } = await readDetector(session, step.id === 'enable' ? target.id : undefined);
    if (detector === undefined) {
      return step.id === 'enable'
        ? { state: 'gone', sentence: 'GuardDuty no longer lists it' }
        : { state: 'not-begun', sentence: 'no detector' };
    }
    if (detector.Status === 'ENABLED') return { state: 'done', sentence: `detector ${present ?? ''} on` };
    return step.id === 'enable'
      ? { state: 'not-begun', sentence: 'still suspended' }
      : { state: 'failed', sentence: `another detector, ${present ?? ''}, is there and suspended` };
  },
};

async function planOne(session: AwsSession, { type, id, records, planned }: ActionTarget): Promise<PlanTarget> {
  const { account, region } = session;
  const { present, detector } = await readDetector(session, undefined, id);
  const identity = { type, id, arn: `arn:${partitionOf(region)}:guardduty:${region}:${account}:detector/${id}` };
  const on = detector?.Status === 'ENABLED';
  if (detector === undefined || present !== id) {
    const told =
      records.some(({ eventName, errorCode }) => eventName === 'DeleteDetector' && errorCode === undefined) ||
      planned?.facts.includes('deleted') === true;
    const other = present === undefined ? undefined : `${present}, which is ${on ? 'on' : 'suspended'}`;
    return {
      ...identity,
      facts: [told ? 'deleted' : 'not there', other === undefined ? 'no detector in this Region' : `another: ${other}`],
      material: { detector: id, exists: false, other: present ?? null },
      tags: [],
      warnings: told || planned !== undefined ? [] : [NEVER_TOLD],
      ...(other === undefined ? {} : { blocked: `This detector is gone, and there is another one: ${other}.` }),
    };
  }
  const plans = (detector.Features ?? [])
    .filter(({ Name, Status }) => Status === 'ENABLED' && !FOUNDATION.has(Name ?? ''))
    .map(({ Name }) => Name);
  const since = Date.parse(detector.UpdatedAt ?? '');
  return {
    ...identity,
    facts: [
      on ? 'on' : `suspended${Number.isNaN(since) ? '' : `, last changed ${atMinute(new Date(since))}`}`,
      ...(plans.length === 0 ? [] : [`protection plans on: ${plans.join(', ')}`]),
    ],
    material: { detector: id, exists: true, on, changedAt: detector.UpdatedAt ?? null },
    ...tagsFrom({
      type,
      names: [id, identity.arn],
      tags: Object.entries(detector.Tags ?? {}).map(([key, value]) => ({ key, value })),
    }),
    warnings: [],
    ...(on ? { blocked: 'It is on.' } : {}),
  };
}

/**
 * The detector with this id. Whether it is there is told by the list and not by an error: GuardDuty has one error for
 * everything.
 * @param wanted Undefined: whichever there is; `preferred` first.
 */
async function readDetector(
  session: AwsSession,
  wanted: string | undefined,
  preferred?: string,
): Promise<{ readonly present: string | undefined; readonly detector: GetDetectorResponse | undefined }> {
  const { output } = await session.call('guardduty:ListDetectors', {});
  const ids = output.DetectorIds ?? [];
  const like = wanted ?? preferred;
  const present = ids.find((id) => id === like) ?? (wanted === undefined ? ids[0] : undefined);
  if (present === undefined) return { present, detector: undefined };
  const found = await session.call('guardduty:GetDetector', { DetectorId: present });
  return { present, detector: found.output };
}

function regionIn(arn: string): string {
  return arn.split(':')[3] ?? '';
}
