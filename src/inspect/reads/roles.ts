import { TrailboltError } from '../../errors.ts';
import type { AwsSession } from '../../ports/aws.ts';

/** Managed policies by which a role may do everything. */
const ADMIN_POLICIES = /:iam::aws:policy\/(AdministratorAccess|IAMFullAccess|PowerUserAccess)$/;

/** The name of the role in an instance profile. */
export async function roleOfProfile(session: AwsSession, profile: string): Promise<string | undefined> {
  try {
    const { output } = await session.call('iam:GetInstanceProfile', { InstanceProfileName: profile });
    return output.InstanceProfile?.Roles?.[0]?.RoleName;
  } catch (error) {
    if (error instanceof TrailboltError && error.code === 'aws.not-found') return undefined;
    throw error;
  }
}

/**
 * The attached policy of AWS's own by which a role may do everything, if there is one. What other policies allow together
 * is not worked out.
 */
export async function adminPolicyOf(session: AwsSession, role: string): Promise<string | undefined> {
  const { output } = await session.call('iam:ListAttachedRolePolicies', { RoleName: role });
  const arns = (output.AttachedPolicies ?? []).flatMap(({ PolicyArn: arn }) => arn ?? []);
  return arns
    .find((arn) => ADMIN_POLICIES.test(arn))
    ?.split('/')
    .at(-1);
}
