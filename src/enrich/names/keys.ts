import { isRefusal } from '../../errors.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { namesFrom, type Namer } from './namer.ts';

/** Each costs a call. */
const MOST = 5;

/** KMS keys by their first alias. */
export const kmsKeyNames: Namer = {
  types: ['AWS::KMS::Key'],
  permissions: ['kms:ListAliases'],
  most: MOST,
  read: (session, ids) => oneByOne(ids, (id) => aliasOf(session, id)),
};

/** Access keys by the user whose they are. */
export const accessKeyNames: Namer = {
  types: ['AWS::IAM::AccessKey'],
  permissions: ['iam:GetAccessKeyLastUsed'],
  most: MOST,
  read: (session, ids) => oneByOne(ids, (id) => userOf(session, id)),
};

async function aliasOf(session: AwsSession, id: string): Promise<string | undefined> {
  const { output } = await session.call('kms:ListAliases', { KeyId: id });
  return output.Aliases?.[0]?.AliasName;
}

async function userOf(session: AwsSession, id: string): Promise<string | undefined> {
  const { output } = await session.call('iam:GetAccessKeyLastUsed', { AccessKeyId: id });
  return output.UserName;
}

/** What AWS refuses of one, as of a key that is gone, says nothing of the others; where it refuses all, the first refusal is told. */
async function oneByOne(
  ids: readonly string[],
  nameOf: (id: string) => Promise<string | undefined>,
): Promise<ReadonlyMap<string, string>> {
  const pairs: [string, string | undefined][] = [];
  const refused: unknown[] = [];
  for (const id of ids) {
    try {
      pairs.push([id, await nameOf(id)]);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.push(error);
    }
  }
  if (pairs.length === 0 && refused.length > 0) throw refused[0];
  return namesFrom(pairs);
}
