import type { Instance } from '@aws-sdk/client-ec2';
import type { JsonObject } from '../../model/json.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, StepContext, StepSpec, Verification } from '../action.ts';
import { BALANCER_READS, balancerReader, type BalancerReader } from '../aws/balancers.ts';
import {
  findInstance,
  foreignOwner,
  instanceArn,
  instanceFacts,
  owners,
  tagValue,
  targetTags,
  unknownInstance,
} from '../aws/instances.ts';
import { interfacesOf, QUARANTINED, readInterfaces, sameGroups } from '../aws/interfaces.ts';
import {
  closeGroup,
  groupOf,
  moveInterface,
  provideGroup,
  quarantineGroups,
  verifyClosed,
  verifyGroup,
} from '../aws/quarantine.ts';
import { restoreGroups } from '../reverse/restore-groups.ts';

const GONE = new Set(['shutting-down', 'terminated']);

/** Cuts instances off: every network interface is moved into a security group without any rule. */
export const isolateInstance: Action = {
  id: 'isolate-instance',
  title: { one: 'Isolate instance', many: 'Isolate instances' },
  risk: 'disruptive',
  writes: 'resources',
  undo: 'exact',
  undoNote:
    'Each network interface gets the security groups back that it had. The quarantine group stays for the next time; it has no rules and costs nothing.',
  permissions: {
    read: [...BALANCER_READS, 'ec2:DescribeInstances', 'ec2:DescribeSecurityGroups'],
    act: [
      'ec2:DescribeSecurityGroups',
      'ec2:CreateSecurityGroup',
      'ec2:CreateTags',
      'ec2:RevokeSecurityGroupEgress',
      'ec2:ModifyNetworkInterfaceAttribute',
    ],
  },
  reverse: restoreGroups,

  appliesTo: (target) => target.type === 'AWS::EC2::Instance' && /^i-[0-9a-f]{8,17}$/.test(target.id),

  async plan(session, targets) {
    const planned: PlanTarget[] = [];
    const balancers = balancerReader(session);
    for (const { id, planned: before } of targets) {
      planned.push(await planOne(session, id, { again: before !== undefined, balancers }));
    }
    return planned;
  },

  effects: (targets) => [
    `${targets.length === 1 ? 'The instance is' : `${targets.length} instances are`} cut off: every network interface is moved into a security group without any rule, so nothing new gets in or out.`,
    'A load balancer that sends traffic there finds the instance unhealthy and stops; whatever else counts on it loses it.',
  ],

  limits: () => [
    'Connections that are open now go on, for up to five days where they are idle: security groups let tracked connections go on. “Stop instance” (stop-instance) cuts them; a network ACL would too, but for the whole subnet.',
    'Security groups do not filter Amazon’s own DNS: data can still leave in DNS queries.',
    'Credentials that the instance handed out stay valid until they expire.',
  ],

  steps: (target) => stepsFor(target),

  expected({ material }, done) {
    const moved = done.flatMap((step) => (step.startsWith('move ') ? [[step.slice('move '.length), QUARANTINED]] : []));
    return { ...material, interfaces: { ...interfacesOf(material), ...(Object.fromEntries(moved) as JsonObject) } };
  },

  run(session, { step, requestId, earlier, target }) {
    const [what, of] = parse(step.id);
    if (what === 'group') return provideGroup(session, of, requestId);
    if (what === 'close') return closeGroup(session, groupOf(earlier, of), requestId);
    return moveInterface(session, of, groupOf(earlier, vpcOf(target, of)));
  },

  async verify(session, context) {
    const [what, of] = parse(context.step.id);
    if (what === 'group') return verifyGroup(session, of, context.requestId);
    if (what === 'close') return verifyClosed(session, groupOf(context.earlier, of));
    return verifyMove(session, context, of);
  },
};

async function planOne(
  session: AwsSession,
  id: string,
  { again, balancers }: { readonly again: boolean; readonly balancers: BalancerReader },
): Promise<PlanTarget> {
  const instance = await findInstance(session, id);
  if (instance === undefined) return unknownInstance(session, id);
  const name = tagValue(instance.Tags, 'Name');
  const { autoScalingGroup, warnings } = owners(instance);
  const found = readInterfaces(instance);
  const vpcs = Object.fromEntries(found.map((one) => [one.id, one.vpcId]));
  const closed = await quarantineGroups(session, [...new Set(Object.values(vpcs))]);
  const interfaces = Object.fromEntries(
    found.map((one) => [one.id, one.groups.length === 1 && closed.has(one.groups[0] ?? '') ? QUARANTINED : one.groups]),
  );
  const isolated = Object.values(interfaces).every((groups) => groups === QUARANTINED);
  const blocked = blockedBy(instance, session.account) ?? (isolated && !again ? 'It is isolated already.' : undefined);
  // What people were told of it is not told again before a step.
  const balanced = again || blocked !== undefined ? [] : await balancers(instance);
  return {
    type: 'AWS::EC2::Instance',
    id,
    arn: instanceArn(session, id),
    ...(name === undefined ? {} : { name }),
    facts: [
      ...instanceFacts(instance),
      ...found.map((one) =>
        interfaces[one.id] === QUARANTINED ? `${one.id} isolated` : `${one.id} in ${one.named.join(', ')}`,
      ),
    ],
    material: { instanceId: id, exists: !GONE.has(instance.State?.Name ?? ''), interfaces, vpcs },
    tags: targetTags(instance.Tags),
    warnings: [
      ...balanced,
      ...(autoScalingGroup === undefined
        ? []
        : [
            `Auto-scaling group ${autoScalingGroup} replaces it once it finds it unhealthy: it is terminated then, and another one launched. Suspend the group's ReplaceUnhealthy process first if you need the evidence.`,
          ]),
      ...warnings,
    ],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

function blockedBy(instance: Instance, account: string): string | undefined {
  const state = instance.State?.Name ?? 'unknown';
  if (GONE.has(state)) return `It is already ${state}.`;
  const owner = foreignOwner(instance, account);
  if (owner !== undefined) return `It belongs to account ${owner}.`;
  return readInterfaces(instance).length === 0 ? 'EC2 lists no network interface of it.' : undefined;
}

/** In every VPC that it reaches into a group is found or made, and closed; then its interfaces are moved one by one. */
function stepsFor(target: PlanTarget): readonly StepSpec[] {
  const arn = (end: string) => target.arn.replace(/instance\/[^/]*$/, end);
  const moving = Object.entries(interfacesOf(target.material)).flatMap(([id, groups]) =>
    groups === QUARANTINED ? [] : [id],
  );
  const vpcs = [...new Set(moving.map((id) => vpcOf(target, id)))];
  // Its id is known only when the step before has found or made it.
  const group = (vpcId: string) => (earlier: StepContext['earlier']) => [
    arn(`security-group/${groupOf(earlier, vpcId)}`),
  ];
  return [
    ...vpcs.flatMap((vpcId): StepSpec[] => [
      {
        id: `group ${vpcId}`,
        title: `Provide a quarantine group in ${vpcId}`,
        permissions: ['ec2:DescribeSecurityGroups', 'ec2:CreateSecurityGroup', 'ec2:CreateTags'],
        resources: [arn(`vpc/${vpcId}`)],
        creates: [arn('security-group/*')],
      },
      {
        id: `close ${vpcId}`,
        title: `Close the quarantine group in ${vpcId}`,
        permissions: ['ec2:DescribeSecurityGroups', 'ec2:RevokeSecurityGroupEgress'],
        resources: [],
        made: group(vpcId),
      },
    ]),
    ...moving.map((id): StepSpec => ({
      id: `move ${id}`,
      title: `Move ${id} into quarantine`,
      permissions: ['ec2:DescribeSecurityGroups', 'ec2:ModifyNetworkInterfaceAttribute'],
      resources: [target.arn, arn(`network-interface/${id}`)],
      made: group(vpcOf(target, id)),
    })),
  ];
}

/** Late interfaces are looked for at the end: one that was attached meanwhile is a way out. */
async function verifyMove(
  session: AwsSession,
  { target, step, earlier }: StepContext,
  id: string,
): Promise<Verification> {
  const instance = await findInstance(session, target.id);
  if (instance === undefined) return { state: 'gone', sentence: 'EC2 no longer lists the instance' };
  const found = readInterfaces(instance);
  const mine = found.find((one) => one.id === id);
  if (mine === undefined) return { state: 'failed', sentence: `${id} is not attached to it any more` };
  const groupId = groupOf(earlier, vpcOf(target, id));
  if (!sameGroups(mine.groups, [groupId])) return { state: 'not-begun', sentence: `still in ${mine.named.join(', ')}` };
  const known = interfacesOf(target.material);
  const late = found.filter((one) => known[one.id] === undefined);
  const last = stepsFor(target).at(-1)?.id === step.id;
  if (last && late.length > 0) {
    const ids = late.map((one) => one.id).join(', ');
    return { state: 'failed', sentence: `${id} is isolated, but ${ids} was attached meanwhile: isolate it again` };
  }
  return { state: 'done', sentence: `isolated by ${groupId}`, data: { groupId } };
}

function vpcOf({ material }: PlanTarget, interfaceId: string): string {
  const vpcs = (material['vpcs'] ?? {}) as Readonly<Record<string, string>>;
  return vpcs[interfaceId] ?? '';
}

function parse(step: string): readonly [what: string, of: string] {
  const [what = '', of = ''] = step.split(' ');
  return [what, of];
}
