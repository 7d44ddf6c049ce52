import { actions } from '../src/remediate/actions/index.ts';

/** IAM actions that the product declares, by the role that has them. */
export interface Grants {
  readonly read: readonly string[];
  readonly act: readonly string[];
}

interface Declares {
  readonly permissions: { readonly read: readonly string[]; readonly act: readonly string[] };
}

/** What lookups and cards read, whichever actions there are. */
const ALWAYS_READ = ['cloudtrail:LookupEvents', 'iam:ListAccountAliases'];

/**
 * What the two roles of a guarded account may do: exactly what the actions declare. The acting role reads too, because
 * a run looks at the live state again right before it changes it.
 */
export function grantsOf(declaring: readonly Declares[] = actions): Grants {
  const read = declaring.flatMap(({ permissions }) => permissions.read);
  const act = declaring.flatMap(({ permissions }) => permissions.act);
  return { read: unique([...ALWAYS_READ, ...read]), act: unique([...read, ...act]) };
}

function unique(permissions: readonly string[]): string[] {
  return [...new Set(permissions)].toSorted();
}

/** The kind of resource that a changing call is confined to, as the end of an ARN in the role's own account. */
const RESOURCES: Readonly<Record<string, string>> = {
  'ec2:TerminateInstances': 'ec2:*:{account}:instance/*',
};

const READS = /^[a-z0-9-]+:(Describe|Get|List|Lookup)[A-Z]/;

/**
 * ARN pattern (without `arn:<partition>:`) for a permission, or `*` for a read that IAM cannot confine.
 * @throws Error for a changing call that nobody confined: add its line to the table.
 */
export function resourceOf(permission: string): string {
  const resource = RESOURCES[permission];
  if (resource !== undefined) return resource;
  if (READS.test(permission)) return '*';
  throw new Error(`infra/grants.ts does not say which resources ${permission} may touch`);
}
