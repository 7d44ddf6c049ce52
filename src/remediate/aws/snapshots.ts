import type { Snapshot } from '@aws-sdk/client-ec2';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { StepContext, StepResult, StepSpec, Verification } from '../action.ts';

const STEP = 'snapshot ';

/** Terabytes take hours, and nobody has to wait for them but the run. */
const PATIENCE_SECONDS = 12 * 60 * 60;

/** One step for each of these volumes of an instance. */
export function snapshotSteps({ arn }: PlanTarget, volumeIds: readonly string[]): readonly StepSpec[] {
  const [, partition = 'aws', , region = ''] = arn.split(':');
  return volumeIds.map((id) => ({
    id: `${STEP}${id}`,
    title: `Snapshot ${id}`,
    permissions: ['ec2:CreateSnapshot', 'ec2:CreateTags', 'ec2:DescribeSnapshots'],
    resources: [arn.replace(/:instance\/.*$/, `:volume/${id}`)],
    // A snapshot has no id before it is made, and its ARN names no account.
    creates: [`arn:${partition}:ec2:${region}::snapshot/*`],
    patienceSeconds: PATIENCE_SECONDS,
  }));
}

/** The volume of a step of {@link snapshotSteps}, or undefined for any other step. */
export function snapshotVolume(step: StepSpec): string | undefined {
  return step.id.startsWith(STEP) ? step.id.slice(STEP.length) : undefined;
}

/** CreateSnapshot knows no idempotency token: what this run made is known by its tags, and looked for first. */
export async function takeSnapshot(session: AwsSession, context: StepContext, volumeId: string): Promise<StepResult> {
  const { requestId: run, target } = context;
  const made = await findSnapshot(session, run, volumeId);
  if (made?.SnapshotId !== undefined)
    return {
      result: `snapshot ${made.SnapshotId} of ${volumeId} is there`,
      data: { snapshot: made.SnapshotId, volume: volumeId },
    };
  const { output, requestId } = await session.call('ec2:CreateSnapshot', {
    VolumeId: volumeId,
    Description: `Trailbolt: ${volumeId} of ${target.id}, before request ${run} ends it`,
    TagSpecifications: [
      {
        ResourceType: 'snapshot',
        Tags: [
          { Key: 'trailbolt:run', Value: run },
          { Key: 'trailbolt:source', Value: volumeId },
        ],
      },
    ],
  });
  const id = output.SnapshotId ?? 'unknown';
  return {
    result: `snapshot ${id} of ${volumeId} begun`,
    data: { snapshot: id, volume: volumeId },
    ...(requestId === undefined ? {} : { requestId }),
  };
}

export async function verifySnapshot(
  session: AwsSession,
  context: StepContext,
  volumeId: string,
): Promise<Verification> {
  const made = await findSnapshot(session, context.requestId, volumeId);
  if (made?.SnapshotId === undefined)
    return { state: 'not-begun', sentence: `not listed as a snapshot of ${volumeId}` };
  const { SnapshotId: snapshot, State: state, Progress: progress } = made;
  const data = { snapshot, volume: volumeId };
  if (state === 'completed')
    return { state: 'done', sentence: `snapshot ${snapshot} of ${volumeId} is complete`, data };
  if (state === 'error') return { state: 'failed', sentence: `snapshot ${snapshot} of ${volumeId} failed`, data };
  const how = progress === undefined || progress === '' ? '' : ` (${progress})`;
  return { state: 'pending', sentence: `snapshot ${snapshot} of ${volumeId} is being taken${how}`, data };
}

async function findSnapshot(session: AwsSession, run: string, volumeId: string): Promise<Snapshot | undefined> {
  const { output } = await session.call('ec2:DescribeSnapshots', {
    OwnerIds: ['self'],
    Filters: [
      { Name: 'tag:trailbolt:run', Values: [run] },
      { Name: 'tag:trailbolt:source', Values: [volumeId] },
    ],
  });
  return output.Snapshots?.[0];
}
