import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, ActionTarget, StepContext, StepResult, Verification } from '../action.ts';
import { isTrailName, notFromHere, trailTags, unlessNoTrail } from '../aws/trails.ts';
import { atMinute } from '../aws/words.ts';

/** Lets a trail that was stopped log again, and says what it has missed. */
export const startLogging: Action = {
  id: 'start-logging',
  title: { one: 'Start logging', many: 'Start logging on trails' },
  risk: 'reversible',
  writes: 'resources',
  undo: 'none',
  undoNote:
    'Logging is not stopped again: a blind spot is not restored. Whoever wants that stops the trail in CloudTrail.',
  permissions: {
    read: ['cloudtrail:GetTrail', 'cloudtrail:GetTrailStatus', 'cloudtrail:ListTags'],
    act: ['cloudtrail:StartLogging'],
  },

  appliesTo: (target) => target.type === 'AWS::CloudTrail::Trail' && isTrailName(target.id),

  after: ['StopLogging'],
  takesBack: ({ eventName }) => eventName === 'StopLogging',

  plan: (session, targets) => Promise.all(targets.map((target) => planOne(session, target))),

  effects: (targets) => targets.map(({ id, facts }) => `${id} logs again. ${gapInWords(facts)}`),

  limits: () => [
    'Management events of the gap stay in the event history (Show trail) for 90 days; data events of that time are lost.',
    'Whoever stopped it can stop it again: deactivate the access key as well.',
  ],

  steps: ({ arn }) => [
    { id: 'start', title: 'Start logging', permissions: ['cloudtrail:StartLogging'], resources: [arn] },
  ],

  /** Starting what logs already changes nothing. */
  async run(session: AwsSession, { target }: StepContext): Promise<StepResult> {
    const { requestId } = await session.call('cloudtrail:StartLogging', { Name: target.arn });
    return { result: 'stopped → logging', ...(requestId === undefined ? {} : { requestId }) };
  },

  async verify(session: AwsSession, { target }: StepContext): Promise<Verification> {
    const status = await unlessNoTrail(session.call('cloudtrail:GetTrailStatus', { Name: target.arn }));
    if (status === undefined) return { state: 'gone', sentence: 'CloudTrail no longer lists it' };
    const { IsLogging: logging, StartLoggingTime: since } = status.output;
    if (logging !== true) return { state: 'not-begun', sentence: 'still stopped' };
    const when = since === undefined ? '' : ` since ${atMinute(since)}`;
    return { state: 'done', sentence: `logging${when}. ${gapInWords(target.facts)}`.replace(/\.$/, '') };
  },
};

async function planOne(session: AwsSession, target: ActionTarget): Promise<PlanTarget> {
  const { account, region } = session;
  const named = target.arn?.startsWith('arn:') === true ? target.arn : target.id;
  const trail = (await unlessNoTrail(session.call('cloudtrail:GetTrail', { Name: named })))?.output.Trail;
  const base = { type: target.type, id: target.id };
  if (trail?.TrailARN === undefined) {
    return {
      ...base,
      arn: `arn:${partitionOf(region)}:cloudtrail:${region}:${account}:trail/${target.id}`,
      facts: [],
      material: { trail: target.id, exists: false },
      warnings: [],
      blocked: 'CloudTrail does not know this trail (any more).',
    };
  }
  const arn = trail.TrailARN;
  const elsewhere = notFromHere(session, trail, 'start');
  const status = await unlessNoTrail(session.call('cloudtrail:GetTrailStatus', { Name: arn }));
  const { IsLogging: logging = false, StopLoggingTime: stopped, LatestDeliveryError: failure } = status?.output ?? {};
  const tags = elsewhere === undefined ? await trailTags(session, arn) : undefined;
  const blocked = elsewhere ?? (logging ? 'It is logging.' : undefined);
  return {
    ...base,
    arn,
    facts: [
      logging ? 'logging' : `stopped${stopped === undefined ? '' : ` ${atMinute(stopped)}`}`,
      trail.IsMultiRegionTrail === true ? 'all Regions' : `${trail.HomeRegion ?? region} only`,
      `to bucket ${trail.S3BucketName ?? 'unknown'}`,
      ...(trail.IsOrganizationTrail === true ? ['trail of the organisation'] : []),
    ],
    material: { trail: arn, logging, stoppedAt: stopped?.toISOString() ?? null },
    ...(tags === undefined ? {} : { tags }),
    warnings:
      failure === undefined || failure === ''
        ? []
        : [`Its last delivery failed (${failure.slice(0, 100)}): starting it does not mend that.`],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

/** From the fact that a stopped trail begins with. */
function gapInWords([first = '']: readonly string[]): string {
  const since = /^stopped (.+)$/.exec(first)?.[1];
  return since === undefined
    ? 'What happened while it was stopped is in none of its files.'
    : `What happened since ${since} is in none of its files.`;
}
