import type { Actor } from '../model/actor.ts';
import { actorsOf, type Case, type CaseTarget } from '../model/case.ts';
import type { Action } from './action.ts';

/** IAM has no Regions; its calls go to this one of the partition. */
const IAM_REGION: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** What an action is suggested on: what the records that a card is about touched in a way that calls for it, and the actor itself. */
export function offerTargets(it: Case, action: Action): readonly CaseTarget[] {
  const own = actorTargets(it);
  const keys = new Set(own.map(keyOf));
  const touched = it.targets.filter(
    (target) => target.noted !== true && !keys.has(keyOf(target)) && calledFor(it, action, target),
  );
  return [...touched, ...own].filter((target) => action.appliesTo(target));
}

/**
 * The actor's own user, role and long-term keys. Temporary keys end by themselves, and the root user can only be dealt with
 * by hand. Who comes from another account is that account's to deal with.
 */
function actorTargets(it: Case): readonly CaseTarget[] {
  return actorsOf(it).flatMap((actor) => targetsOf(it, actor));
}

function targetsOf({ account, records }: Case, actor: Actor): readonly CaseTarget[] {
  const [, partition = '', owner, kind, name] =
    /^arn:([a-z-]+):iam::(\d{12}):(user|role)\/(?:.*\/)?([^/]+)$/.exec(actor.root.id) ?? [];
  const region = IAM_REGION[partition];
  if (owner !== account || kind === undefined || name === undefined || region === undefined) return [];
  const all = [actor, ...records.map((record) => record.actor)].filter((one) => one.root.id === actor.root.id);
  const ids = new Set(all.flatMap(longTermKey));
  const type = kind === 'user' ? 'AWS::IAM::User' : 'AWS::IAM::Role';
  return [
    ...[...ids].map((id): CaseTarget => ({ type: 'AWS::IAM::AccessKey', id, region, actor: true })),
    { type, id: name, arn: actor.root.id, region, actor: true },
  ];
}

function longTermKey({ type, accessKeyId }: Actor): readonly string[] {
  return type === 'IAMUser' && accessKeyId?.startsWith('AKIA') === true ? [accessKeyId] : [];
}

/**
 * Whether a record did to the target what the action is an answer to: whose key was deleted must not get a button that
 * takes the user out. Records that a case no longer holds get the benefit of the doubt: nobody can flood a button away.
 */
function calledFor({ records }: Case, { after }: Action, target: CaseTarget): boolean {
  if (after === undefined || target.created === true) return true;
  const touching = records.filter(
    (record) =>
      record.region === target.region &&
      record.targets.some(({ type, id }) => type === target.type && id === target.id),
  );
  return touching.length === 0 || touching.some((one) => one.errorCode === undefined && after.includes(one.eventName));
}

function keyOf({ type, id }: CaseTarget): string {
  return `${type} ${id}`;
}
