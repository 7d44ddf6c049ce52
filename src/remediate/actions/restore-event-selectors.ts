import { canonicalJson } from '../../model/canonical-json.ts';
import type { JsonObject } from '../../model/json.ts';
import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, ActionTarget, DoneTarget, StepContext, StepResult, Verification } from '../action.ts';
import { tagsFrom } from '../aws/carriers.ts';
import { asInput, readSelectors, selectedInWords } from '../aws/event-selectors.ts';
import { isTrailName, notFromHere, trailTags, unlessNoTrail } from '../aws/trails.ts';
import { kept, valueToRestore, withRestorable } from '../prior/words.ts';
import type { Restorable } from '../prior/words.ts';

const TYPE = 'AWS::CloudTrail::EventSelectors';
const PERMISSIONS = {
  read: ['cloudtrail:GetEventSelectors', 'cloudtrail:GetTrail', 'cloudtrail:ListTags'],
  act: ['cloudtrail:PutEventSelectors'],
} as const;

/** Sets the selectors that the plan keeps, there and back. */
const setting: Pick<Action, 'steps' | 'run' | 'verify'> = {
  steps: ({ arn }) => [
    { id: 'selectors', title: 'Set the selectors', permissions: ['cloudtrail:PutEventSelectors'], resources: [arn] },
  ],
  run: (session, { target }) => setSelectors(session, target),
  verify: (session, context) => verifySelectors(session, context),
};

/** Lets a trail record again what it recorded before the record: the record itself tells only the new selectors. */
export const restoreEventSelectors: Action = {
  id: 'restore-event-selectors',
  title: { one: 'Restore event selectors', many: 'Restore event selectors of trails' },
  risk: 'reversible',
  // The right to set selectors is the right to blind a trail: it is with those that are off unless somebody wants them.
  writes: 'iam',
  undo: 'exact',
  undoNote: 'The selectors are put back that the run replaced; the trail records what they say.',
  permissions: PERMISSIONS,
  restores: 'event-selectors',

  appliesTo: ({ type, id }) => type === TYPE && isTrailName(id),

  after: ['PutEventSelectors'],

  plan: (session, targets) => Promise.all(targets.map((target) => planOne(session, target))),

  effects: (targets) =>
    targets.map(
      (target) =>
        `${target.id} records ${selectedInWords(kept(target, 'restore'))} again; now it is ${selectedInWords(kept(target, 'now'))}.`,
    ),

  limits: () => [
    'What was not recorded meanwhile is in none of its files. Management events stay in the event history for 90 days; data events are lost.',
    'Whoever changed it can do so again: deactivate the access key as well.',
  ],

  ...setting,

  reverse: {
    title: { one: 'Put replaced event selectors back', many: 'Put replaced event selectors back' },
    risk: 'disruptive',
    permissions: PERMISSIONS,
    plan: (session, done) => Promise.all(done.map((of) => planReverse(session, of))),
    effects: (targets) => targets.map((target) => `${target.id} records ${selectedInWords(kept(target, 'restore'))}.`),
    limits: () => ['It may record less then, which is what somebody found suspicious.'],
    ...setting,
  },
};

async function setSelectors(session: AwsSession, target: PlanTarget): Promise<StepResult> {
  const { requestId } = await session.call('cloudtrail:PutEventSelectors', {
    TrailName: target.arn,
    ...asInput(kept(target, 'restore')),
  });
  return { result: 'selectors set', ...(requestId === undefined ? {} : { requestId }) };
}

async function verifySelectors(session: AwsSession, { target }: StepContext): Promise<Verification> {
  const answer = await unlessNoTrail(session.call('cloudtrail:GetEventSelectors', { TrailName: target.arn }));
  if (answer === undefined) return { state: 'gone', sentence: 'CloudTrail no longer lists it' };
  const now = readSelectors(answer.output) ?? {};
  return same(now, kept(target, 'restore'))
    ? { state: 'done', sentence: `records ${selectedInWords(now)}` }
    : { state: 'not-begun', sentence: 'still other selectors' };
}

async function planOne(session: AwsSession, target: ActionTarget): Promise<PlanTarget> {
  const found = await trailTarget(session, target);
  const { now } = found;
  if (now === undefined) return found.target;
  const before = valueToRestore(target, (value) => same(value, now));
  const already = before !== undefined && same(before.value, now);
  return complete(found.target, before, already ? 'It is as it was before already.' : undefined);
}

async function planReverse(session: AwsSession, { target, planned }: DoneTarget): Promise<PlanTarget> {
  const found = await trailTarget(session, target);
  if (found.now === undefined) return found.target;
  const value = kept(planned ?? target, planned === undefined ? 'now' : 'restore');
  const changed = !same(found.now, kept(target, 'restore'));
  return complete(
    found.target,
    { value, source: 'as it was when the run replaced it' },
    changed ? 'Its selectors are no longer those that the run set.' : undefined,
  );
}

function complete(target: PlanTarget, before: Restorable | undefined, whyNot: string | undefined): PlanTarget {
  return withRestorable(target, before, { whyNot, inWords: (value) => `before: ${selectedInWords(value)}` });
}

function same(a: JsonObject, b: JsonObject): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

async function trailTarget(
  session: AwsSession,
  { id, arn: said }: { readonly id: string; readonly arn?: string },
): Promise<{ readonly target: PlanTarget; readonly now?: JsonObject }> {
  const { account, region } = session;
  const base = { type: TYPE, id, name: `event selectors of ${id}` };
  const named = said?.startsWith('arn:') === true ? said : id;
  const trail = (await unlessNoTrail(session.call('cloudtrail:GetTrail', { Name: named })))?.output.Trail;
  const arn = trail?.TrailARN ?? `arn:${partitionOf(region)}:cloudtrail:${region}:${account}:trail/${id}`;
  if (trail?.TrailARN === undefined) {
    return {
      target: {
        ...base,
        arn,
        facts: [],
        material: { trail: id, exists: false },
        warnings: [],
        blocked: 'CloudTrail does not know this trail (any more).',
      },
    };
  }
  const elsewhere = notFromHere(session, trail, 'change');
  if (elsewhere !== undefined) {
    const target = { ...base, arn, facts: [], material: { trail: arn }, warnings: [], blocked: elsewhere };
    return { target };
  }
  const { output } = await session.call('cloudtrail:GetEventSelectors', { TrailName: arn });
  const now = readSelectors(output) ?? {};
  const tags = await trailTags(session, arn);
  return {
    now,
    target: {
      ...base,
      arn,
      facts: [`records ${selectedInWords(now)}`],
      material: { trail: arn, now },
      ...(tags === undefined ? {} : tagsFrom({ type: 'AWS::CloudTrail::Trail', names: [id, arn], tags })),
      warnings: [],
    },
  };
}
