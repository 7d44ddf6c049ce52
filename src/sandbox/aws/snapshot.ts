import { contentOf } from '../../model/function-policy.ts';
import type { JsonObject } from '../../model/json.ts';
import type { AwsSnapshot } from '../contract.ts';
import type { AccountState } from './state/account.ts';
import type { GroupRecord } from './state/ec2.ts';

const RECORDS = 200;

/** The account as somebody looking at its console would see it. */
export function takeSnapshot(account: AccountState): AwsSnapshot {
  const regions = [...account.regions.values()];
  return {
    account: account.id,
    alias: account.alias,
    instances: regions.flatMap((region) =>
      [...region.instances.values()].map((instance) => {
        const name = instance.tags.get('Name');
        return {
          id: instance.id,
          region: region.name,
          type: instance.type,
          state: instance.state,
          ...(name === undefined ? {} : { name }),
          launchedBy: instance.launchedBy,
          launchedAt: instance.launchedAt,
          terminationProtection: instance.disableApiTermination,
        };
      }),
    ),
    users: [...account.users.values()].map((user) => ({
      name: user.name,
      keys: [...user.keys.values()].map(({ id, status }) => ({ id, status })),
      policies: [
        ...[...user.attached].map((arn) => account.managedPolicies.get(arn)?.name ?? arn),
        ...user.inline.keys(),
      ],
    })),
    groups: regions.flatMap((region) =>
      [...region.groups.values()].map((group) => ({
        id: group.id,
        region: region.name,
        name: group.name,
        openToWorld: openRules(group),
      })),
    ),
    encryptionKeys: [...account.keys.values()].map(({ id, region, state, deletionAt }) => {
      const alias = [...account.keyAliases.values()].find((one) => one.keyId === id)?.name;
      return {
        id,
        region,
        state: state === 'PendingDeletion' ? 'pending deletion' : state,
        ...(alias === undefined ? {} : { alias }),
        ...(deletionAt === undefined ? {} : { deletionAt }),
      };
    }),
    functions: [...account.functions.values()].map((one) => {
      const url = one.urls.get('')?.authType;
      return {
        name: one.name,
        region: one.region,
        frozen: one.reserved === 0,
        ...(url === undefined ? {} : { url }),
        openToWorld: [...one.policies.values()].flatMap(({ statements }) => statements.flatMap(openStatement)),
      };
    }),
    trails: [...account.trails.values()].map(({ name, logging }) => ({ name, logging })),
    records: account.history
      .slice(-RECORDS)
      .toReversed()
      .map((entry) => ({
        eventID: entry.id,
        at: entry.at,
        eventName: entry.eventName,
        actor: entry.actorArn,
        region: entry.region,
        ...(entry.errorCode === undefined ? {} : { error: entry.errorCode }),
      })),
  };
}

/** The id of a statement that lets everybody in, unless something narrows it. */
function openStatement(statement: JsonObject): readonly string[] {
  const { Sid: sid } = statement;
  const { principal, organization, sourceArn, sourceAccount, urlAuthType } = contentOf(statement) ?? {};
  const narrowed =
    [organization, sourceArn, sourceAccount].some((one) => one !== undefined) || urlAuthType === 'AWS_IAM';
  return typeof sid === 'string' && principal === '*' && !narrowed ? [sid] : [];
}

/** Inbound rules that let anybody in, in words: `tcp 22 from 0.0.0.0/0`. */
function openRules(group: GroupRecord): string[] {
  return group.rules.flatMap((rule) => {
    const cidr = rule.peer.kind === 'group' ? '' : rule.peer.cidr;
    if (rule.egress || (cidr !== '0.0.0.0/0' && cidr !== '::/0')) return [];
    if (rule.fromPort === undefined) return `all traffic from ${cidr}`;
    const ports = rule.fromPort === rule.toPort ? String(rule.fromPort) : `${rule.fromPort}-${rule.toPort ?? ''}`;
    return `${rule.protocol} ${ports} from ${cidr}`;
  });
}
