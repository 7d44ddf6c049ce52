import type { Target } from '../../model/alert.ts';
import type { PlanTarget, TagCarrier, TargetTag } from '../../model/plan.ts';
import type { AwsPermission, AwsSession } from '../../ports/aws.ts';
import type { Procedure, StepContext, StepResult, Verification } from '../action.ts';
import { tagsFrom } from './carriers.ts';
import { textIn } from './material.ts';

/** Whom something is shared with, as EC2 takes it: exactly one of these. RDS takes it as one word. */
export interface Grantee {
  readonly UserId?: string | undefined;
  readonly Group?: string | undefined;
  readonly OrganizationArn?: string | undefined;
  readonly OrganizationalUnitArn?: string | undefined;
}

/** An image or a snapshot, of a volume or a database, as it is now. */
export interface Shareable {
  readonly owner: string | undefined;
  readonly name: string | undefined;
  readonly facts: readonly string[];
  readonly tags: readonly TargetTag[];
  /** Account ids, `all`, ARNs of organisations and their units. */
  readonly sharedWith: readonly string[];
}

/** A kind of thing that can be shared. */
export interface Sharing {
  /** `image`, as people call it. */
  readonly noun: string;
  /** Who keeps it: `EC2`. */
  readonly service: string;
  /** What changing whom this one is shared with needs. */
  change(id: string): AwsPermission;
  arn(session: AwsSession, id: string): string;
  /** CloudFormation's type of the object, and the names by which CloudTrail may know it. */
  carrier(session: AwsSession, id: string): Pick<TagCarrier, 'type' | 'names'>;
  /** Undefined where the service says that it is gone. */
  read(session: AwsSession, id: string): Promise<Shareable | undefined>;
  /** @returns the AWS request id. */
  modify(session: AwsSession, id: string, how: 'Add' | 'Remove', whom: Grantee): Promise<string | undefined>;
}

/** `ami-1/444455556666`: the object, and whom a record shared it with. */
function parseShare(id: string): { readonly object: string; readonly whom: string } {
  const slash = id.indexOf('/');
  return { object: id.slice(0, slash), whom: id.slice(slash + 1) };
}

/** The ids that are read so, for objects of one prefix. */
export function sharePattern(prefix: 'ami' | 'snap'): RegExp {
  return new RegExp(`^${prefix}-[0-9a-f]{8,17}/(\\d{12}|all|arn:aws[a-z-]*:organizations::\\d{12}:[\\w/-]+)$`);
}

export function idOf(whom: Grantee): string {
  return whom.UserId ?? whom.Group ?? whom.OrganizationArn ?? whom.OrganizationalUnitArn ?? '';
}

function granteeOf(id: string): Grantee {
  if (/^\d{12}$/.test(id)) return { UserId: id };
  if (id === 'all') return { Group: id };
  return id.includes(':ou/') ? { OrganizationalUnitArn: id } : { OrganizationArn: id };
}

export function whomInWords(id: string): string {
  if (id === 'all') return 'everybody';
  return /^\d{12}$/.test(id) ? `account ${id}` : id;
}

/**
 * One target of a plan to take a permission away, or to give it again.
 * @param wanted Whether it is there after the plan.
 */
export async function planShare(
  session: AwsSession,
  sharing: Sharing,
  { type, id }: Pick<Target, 'type' | 'id'>,
  wanted: 'Add' | 'Remove',
): Promise<PlanTarget> {
  const { object, whom } = parseShare(id);
  const found = await sharing.read(session, object);
  const identity = { type, id, arn: sharing.arn(session, object) };
  if (found === undefined) {
    const blocked = `${sharing.service} does not know this ${sharing.noun} (any more).`;
    return { ...identity, facts: [], material: { exists: false }, warnings: [], blocked };
  }
  const shared = found.sharedWith.includes(whom);
  const others = found.sharedWith.filter((one) => one !== whom);
  const blocked = blockedBy(session, sharing, found, { shared, wanted, whom });
  return {
    ...identity,
    ...(found.name === undefined ? {} : { name: found.name }),
    facts: [
      object,
      ...found.facts,
      `${shared ? '' : 'not '}shared with ${whomInWords(whom)}`,
      ...(others.length === 0 ? [] : [`shared with ${others.map(whomInWords).join(', ')} as well`]),
    ],
    material: { exists: true, object, whom, shared },
    ...tagsFrom({ ...sharing.carrier(session, object), tags: found.tags }),
    warnings:
      wanted === 'Remove' && others.includes('all') ? ['It is shared with everybody as well, which stays so.'] : [],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

function blockedBy(
  session: AwsSession,
  { noun }: Sharing,
  { owner }: Shareable,
  seen: { readonly shared: boolean; readonly wanted: 'Add' | 'Remove'; readonly whom: string },
): string | undefined {
  if (owner !== undefined && owner !== session.account) return `This ${noun} belongs to account ${owner}.`;
  if (seen.shared === (seen.wanted === 'Remove')) return undefined;
  return `It is ${seen.shared ? 'shared' : 'not shared'} with ${whomInWords(seen.whom)} ${seen.shared ? 'already' : '(any more)'}.`;
}

/** The one call and its verification, in either direction. */
export function shareCalls(sharing: Sharing, how: 'Add' | 'Remove'): Pick<Procedure, 'steps' | 'run' | 'verify'> {
  return {
    steps: (target) => [
      {
        id: how === 'Add' ? 'share' : 'unshare',
        title: `${how === 'Add' ? 'Share with' : 'Take from'} ${whomInWords(textIn(target.material, 'whom'))}`,
        permissions: [sharing.change(textIn(target.material, 'object'))],
        resources: [target.arn],
      },
    ],

    async run(session, { target }: StepContext): Promise<StepResult> {
      const { object, whom } = parseShare(target.id);
      const requestId = await sharing.modify(session, object, how, granteeOf(whom));
      const result = `${how === 'Add' ? 'shared with' : 'taken from'} ${whomInWords(whom)}`;
      return { result, ...(requestId === undefined ? {} : { requestId }) };
    },

    async verify(session, { target }: StepContext): Promise<Verification> {
      const { object, whom } = parseShare(target.id);
      const found = await sharing.read(session, object);
      if (found === undefined)
        return { state: 'gone', sentence: `${sharing.service} no longer lists the ${sharing.noun}` };
      const shared = found.sharedWith.includes(whom);
      const sentence = `${shared ? '' : 'not '}shared with ${whomInWords(whom)}`;
      return { state: shared === (how === 'Add') ? 'done' : 'not-begun', sentence };
    },
  };
}
