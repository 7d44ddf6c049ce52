import type { KeyMetadata } from '@aws-sdk/client-kms';
import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget, TargetTag } from '../../model/plan.ts';
import type { AwsPermission, AwsSession } from '../../ports/aws.ts';
import type { ActionTarget } from '../action.ts';
import { isAwsError } from './answers.ts';
import { atMinute } from './words.ts';

/** What {@link planKey} reads. */
export const KEY_READS: readonly AwsPermission[] = ['kms:DescribeKey', 'kms:ListAliases', 'kms:ListResourceTags'];

const ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Is it a KMS key, by an id that KMS gives? Aliases are no keys: they may be moved to another one. */
export function isKey({ type, id }: Pick<ActionTarget, 'type' | 'id'>): boolean {
  return type === 'AWS::KMS::Key' && ID.test(id);
}

/** The key, or undefined where KMS says that there is none of this id. */
export async function findKey(session: AwsSession, id: string): Promise<KeyMetadata | undefined> {
  try {
    return (await session.call('kms:DescribeKey', { KeyId: id })).output.KeyMetadata;
  } catch (error) {
    if (isAwsError(error, 'NotFoundException')) return undefined;
    throw error;
  }
}

export function isPending({ KeyState: state }: KeyMetadata): boolean {
  return state === 'PendingDeletion' || state === 'PendingReplicaDeletion';
}

/**
 * One key of a plan.
 * @param blockedBy Why the state that it is in does not let it be acted on.
 */
export async function planKey(
  session: AwsSession,
  { type, id, arn: named }: ActionTarget,
  blockedBy: (key: KeyMetadata) => string | undefined,
): Promise<PlanTarget> {
  const { region, account } = session;
  const arn = `arn:${partitionOf(region)}:kms:${region}:${account}:key/${id}`;
  const base = { type, id, arn };
  const owner = named?.split(':')[4];
  const elsewhere = owner !== undefined && owner !== account ? `It belongs to account ${owner}.` : undefined;
  const key = elsewhere === undefined ? await findKey(session, id) : undefined;
  if (key === undefined) {
    const blocked = elsewhere ?? 'KMS does not know this key (any more).';
    return { ...base, facts: [], material: { key: arn, exists: false }, warnings: [], blocked };
  }
  const names = await aliasesOf(session, id);
  const blocked =
    key.KeyManager === 'AWS' ? 'AWS itself made and keeps this key: nobody else can change it.' : blockedBy(key);
  return {
    ...base,
    ...(names[0] === undefined ? {} : { name: names[0] }),
    facts: [
      stateInWords(key),
      ...(names.length === 0 ? ['without an alias'] : names),
      ...(key.Description === undefined || key.Description === ''
        ? []
        : [`described as “${key.Description.slice(0, 100)}”`]),
      ...(key.MultiRegion === true ? ['of several Regions'] : []),
      ...(key.Origin === 'EXTERNAL' ? ['with imported material'] : []),
    ],
    material: { key: arn, state: key.KeyState ?? null, deletionAt: key.DeletionDate?.toISOString() ?? null },
    tags: await tagsOf(session, id),
    warnings: [],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

function stateInWords(key: KeyMetadata): string {
  if (isPending(key)) {
    return key.DeletionDate === undefined ? 'to be deleted' : `to be deleted ${atMinute(key.DeletionDate)}`;
  }
  return key.KeyState === undefined ? 'of unknown state' : (STATES[key.KeyState] ?? `state ${key.KeyState}`);
}

const STATES: Readonly<Record<string, string>> = {
  Enabled: 'enabled',
  Disabled: 'disabled',
  PendingImport: 'without its key material',
  Unavailable: 'cut off from its key store',
};

async function aliasesOf(session: AwsSession, id: string): Promise<readonly string[]> {
  const { output } = await session.call('kms:ListAliases', { KeyId: id });
  return (output.Aliases ?? []).flatMap(({ AliasName }) => AliasName ?? []);
}

async function tagsOf(session: AwsSession, id: string): Promise<readonly TargetTag[]> {
  // A key has fifty tags at most, and an answer holds as many.
  const { output } = await session.call('kms:ListResourceTags', { KeyId: id });
  return (output.Tags ?? []).map(({ TagKey = '', TagValue = '' }) => ({ key: TagKey, value: TagValue }));
}
