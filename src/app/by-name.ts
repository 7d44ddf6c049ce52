import type { Instance } from '@aws-sdk/client-ec2';
import { TrailboltError } from '../errors.ts';
import type { CaseTarget } from '../model/case.ts';
import type { GuardedAccount } from '../model/policy.ts';
import type { Aws, AwsPermission, AwsSession } from '../ports/aws.ts';
import type { Action } from '../remediate/action.ts';
import { keysOf } from '../remediate/aws/users.ts';

/** What people call things that AWS knows by ids. */
interface Finder {
  readonly type: string;
  /** As AWS writes its ids, for whoever typed none. */
  readonly example: string;
  /** `instance named`: reads on with the name. */
  readonly what: readonly [one: string, many: string];
  readonly permissions: readonly AwsPermission[];
  readonly isGlobal: boolean;
  find(session: AwsSession, name: string): Promise<readonly { readonly id: string; readonly state: string }[]>;
}

const instances = (type: string): Finder => ({
  type,
  example: 'i-0123456789abcdef0',
  what: ['instance named', 'instances named'],
  permissions: ['ec2:DescribeInstances'],
  isGlobal: false,
  async find(session, name) {
    const { output } = await session.call('ec2:DescribeInstances', {
      // A star would be a pattern, and find what nobody has named.
      Filters: [{ Name: 'tag:Name', Values: [name.replaceAll(/[\\*?]/g, (character) => `\\${character}`)] }],
    });
    return (output.Reservations ?? []).flatMap(({ Instances = [] }) => Instances.flatMap(alive));
  },
});

function alive({ InstanceId: id, State: state }: Instance): readonly { id: string; state: string }[] {
  return id === undefined || state?.Name === 'terminated' ? [] : [{ id, state: state?.Name ?? 'unknown' }];
}

const FINDERS: readonly Finder[] = [
  instances('AWS::EC2::Instance'),
  instances('AWS::EC2::InstanceMetadataOptions'),
  {
    type: 'AWS::IAM::AccessKey',
    example: 'AKIAIOSFODNN7EXAMPLE',
    what: ['access key of a user', 'access keys of the user'],
    permissions: ['iam:ListAccessKeys'],
    isGlobal: true,
    find: async (session, name) =>
      (await keysOf(session, name)).flatMap(({ AccessKeyId: id, Status: status }) =>
        id === undefined ? [] : [{ id, state: (status ?? 'unknown').toLowerCase() }],
      ),
  },
];

/** How AWS writes the ids of what the action is for; undefined where they are names anyway. */
export function exampleFor(action: Action): string | undefined {
  return finderFor(action)?.example;
}

function finderFor(action: Action): Finder | undefined {
  return FINDERS.find(({ type, example }) => action.appliesTo({ type, id: example, region: 'us-east-1' }));
}

/**
 * The one thing of the account that has this name, read live.
 * @param region where it is; undefined: it is looked for in every Region of the account.
 * @returns undefined where what the action is for has no names, or none that could be read this way.
 * @throws TrailboltError `target.unclear` with the candidates, `target.unknown`.
 */
export async function targetByName(
  aws: Aws,
  action: Action,
  account: GuardedAccount,
  name: string,
  region: string | undefined,
): Promise<CaseTarget | undefined> {
  const finder = finderFor(action);
  if (finder === undefined || !/^[\p{L}\p{N} _.:/=+@-]{1,128}$/u.test(name) || account.readRole === undefined)
    return undefined;
  const regions = finder.isGlobal ? ['us-east-1'] : region === undefined ? account.regions : [region];
  const found = await Promise.all(
    regions.map(async (place) => {
      const session = await aws.reader(account.id, place, finder.permissions);
      return (await finder.find(session, name)).map((one) => ({ ...one, region: place }));
    }),
  );
  const [only, ...others] = found.flat();
  const [one, many] = finder.what;
  if (only === undefined)
    throw new TrailboltError(
      'target.unknown',
      `There is no ${one} “${name}” in ${account.alias} (${regions.join(', ')}): say its name as AWS has it, or its id, such as ${finder.example}.`,
    );
  if (others.length === 0) return { type: finder.type, id: only.id, name, region: only.region };
  const listed = [only, ...others].slice(0, 10).map(({ id, region: place, state }) => `${id} (${place}, ${state})`);
  const rest = others.length + 1 - listed.length;
  throw new TrailboltError(
    'target.unclear',
    `There are ${others.length + 1} ${many} “${name}” in ${account.alias}; say which by its id: ${listed.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`,
  );
}
