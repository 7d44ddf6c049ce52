import type { STSClient } from '@aws-sdk/client-sts';
import { TrailboltError } from '../../errors.ts';
import { toAwsFailure } from './aws-failure.ts';

/** How long a session's credentials hold: AWS's minimum. */
const DURATION_SECONDS = 900;

/** Credentials of an assumed role. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export interface RoleRequest {
  readonly account: string;
  readonly roleArn: string;
  readonly externalId: string | undefined;
  readonly sessionName: string;
  /** Session policy: the session may do what both this and the role's own policies allow. */
  readonly policy: string;
  readonly sourceIdentity: string | undefined;
}

/** @throws TrailboltError `aws.no-role`, `aws.throttled`, `aws.unavailable`, `aws.refused`. */
export async function assumeRole(sts: STSClient, request: RoleRequest): Promise<Credentials> {
  const { AssumeRoleCommand } = await import('@aws-sdk/client-sts');
  const command = new AssumeRoleCommand({
    RoleArn: request.roleArn,
    RoleSessionName: request.sessionName,
    DurationSeconds: DURATION_SECONDS,
    Policy: request.policy,
    ...(request.externalId !== undefined && { ExternalId: request.externalId }),
    ...(request.sourceIdentity !== undefined && { SourceIdentity: request.sourceIdentity }),
  });
  let answer;
  try {
    answer = await sts.send(command);
  } catch (cause) {
    throw toRoleFailure(cause, request);
  }
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    throw new TrailboltError('aws.unavailable', `AWS gave no credentials for ${request.roleArn}.`);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration ?? new Date(Date.now() + DURATION_SECONDS * 1000),
  };
}

function toRoleFailure(cause: unknown, { account, roleArn }: RoleRequest): TrailboltError {
  const { name = '' } = cause instanceof Error ? cause : {};
  if (name === 'CredentialsProviderError') {
    return new TrailboltError('aws.no-role', 'Trailbolt has no AWS credentials of its own to assume a role with.', {
      cause,
      details: { account, roleArn },
    });
  }
  const failure = toAwsFailure(cause, { name: 'sts:AssumeRole', account, region: 'any Region', changing: false });
  if (failure.code !== 'aws.denied' && failure.code !== 'aws.not-found') return failure;
  return new TrailboltError('aws.no-role', `Trailbolt may not assume the role ${roleArn} (${name}).`, {
    cause,
    details: { ...failure.details, roleArn },
  });
}

/** `RoleSessionName` and `SourceIdentity` take 2 to 64 of these characters. */
export function toSessionName(text: string): string {
  return text
    .replace(/[^\w+=,.@-]/g, '-')
    .slice(0, 64)
    .padEnd(2, '-');
}
