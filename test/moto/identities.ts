import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { LAMBDAS, type LambdaName } from '../../src/build/targets.ts';
import { allow, RIGHTS } from './rights.ts';

/** The account that moto puts everything in. */
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const EXTERNAL_ID = 'trailbolt-on-moto';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Whoever deploys. moto lets anybody create the first users. */
export async function createAdmin(endpoint: string): Promise<Keys> {
  const credentials = { accessKeyId: 'anybody', secretAccessKey: 'anything' };
  const iam = new IAMClient({ endpoint, region: REGION, credentials });
  const keys = await createUser(iam, 'admin', ['*']);
  iam.destroy();
  return keys;
}

/** A user for each function stands for the role that Lambda would give it. */
export async function createFunctionUsers(iam: IAMClient): Promise<Record<LambdaName, Keys>> {
  const keys = [];
  for (const name of LAMBDAS) keys.push([name, await createUser(iam, `trailbolt-${name}`, RIGHTS[name])] as const);
  return Object.fromEntries(keys) as Record<LambdaName, Keys>;
}

async function createUser(iam: IAMClient, name: string, actions: readonly string[]): Promise<Keys> {
  await iam.send(new CreateUserCommand({ UserName: name }));
  await setUserRights(iam, name, actions);
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  return { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
}

export async function setUserRights(iam: IAMClient, name: string, actions: readonly string[]): Promise<void> {
  await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'own', PolicyDocument: allow(actions) }));
}

export async function createRole(iam: IAMClient, name: string): Promise<string> {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/trailbolt-worker` },
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
        Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } },
      },
    ],
  };
  const { Role: role } = await iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  return role?.Arn ?? '';
}
