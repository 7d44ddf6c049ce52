import { foundTarget, type Finding, type Inspector } from '../inspector.ts';
import { INSTANCE, publicAddresses, readInstances } from '../reads/instances.ts';
import { adminPolicyOf, roleOfProfile } from '../reads/roles.ts';

/** An instance on the internet whose role may do everything. */
export const publicInstanceWithAdminRole: Inspector = {
  rule: {
    id: 'public-instance-with-admin-role',
    title: 'An instance with a public address has a role that may do everything',
    level: 'high',
    description:
      'Whoever gets into the instance, or makes its application fetch one URL, has the whole account by its role.',
    whatToDo: 'Take the instance profile off, or give it a role with the rights that the instance needs.',
    falsePositives: ['Short-lived build machines that somebody watches.'],
    attack: ['T1078.004', 'T1552.005'],
  },
  after: ['ec2.amazonaws.com:RunInstances', 'ec2.amazonaws.com:AssociateAddress'],
  permissions: {
    read: ['ec2:DescribeInstances', 'iam:GetInstanceProfile', 'iam:ListAttachedRolePolicies'],
  },

  async look(session, record) {
    const { instances, settling } = await readInstances(session, record);
    const findings: Finding[] = [];
    for (const instance of instances) {
      const [address] = publicAddresses(instance);
      const profile = instance.IamInstanceProfile?.Arn?.split('/').at(-1);
      if (address === undefined || profile === undefined) continue;
      const role = await roleOfProfile(session, profile);
      const policy = role === undefined ? undefined : await adminPolicyOf(session, role);
      if (role === undefined || policy === undefined) continue;
      findings.push({
        target: foundTarget(record, INSTANCE, instance.InstanceId),
        seen: `At ${address}, with role ${role}, which has ${policy}.`,
      });
    }
    return { findings, settling };
  },
};
