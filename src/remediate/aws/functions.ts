import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { partitionOf } from '../../model/partition.ts';
import type { TargetTag } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { isAwsError } from './answers.ts';

export function functionArn({ region, account }: AwsSession, name: string): string {
  return `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${name}`;
}

/** Whose function it is, where the record says that it is another account's. */
export function otherOwner({ account }: AwsSession, arn: string | undefined): string | undefined {
  const owner = arn?.split(':')[4];
  return owner === undefined || owner === account ? undefined : `It belongs to account ${owner}.`;
}

/** The function, or undefined where Lambda says that there is none of this name. */
export async function findFunction(session: AwsSession, name: string): Promise<FunctionConfiguration | undefined> {
  return unlessNoResource(
    session.call('lambda:GetFunctionConfiguration', { FunctionName: name }).then(({ output }) => output),
  );
}

export async function functionTags(session: AwsSession, name: string): Promise<readonly TargetTag[]> {
  const { output } = await session.call('lambda:ListTags', { Resource: functionArn(session, name) });
  return Object.entries(output.Tags ?? {}).map(([key, value]) => ({ key, value }));
}

/** What Lambda answers, or undefined where it says that what was asked about is not there. */
export async function unlessNoResource<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}
