import type { JsonObject } from '../../model/json.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { DoneTarget, Procedure, StepSpec, Verification } from '../action.ts';
import { findInstance, instanceArn, instanceFacts, targetTags, unknownInstance } from '../aws/instances.ts';
import { interfacesOf, readInterfaces, sameGroups } from '../aws/interfaces.ts';

/** Where an interface is, and where it goes back to. */
interface Way {
  readonly now: readonly string[];
  readonly back: readonly string[];
}

/** Gives isolated instances the security groups back that their interfaces had. */
export const restoreGroups: Procedure<DoneTarget> = {
  title: { one: 'Reconnect instance', many: 'Reconnect instances' },
  // Whatever was cut off is on the network again.
  risk: 'disruptive',
  permissions: {
    read: ['ec2:DescribeInstances', 'ec2:DescribeSecurityGroups'],
    act: ['ec2:ModifyNetworkInterfaceAttribute'],
  },

  async plan(session, done) {
    const planned: PlanTarget[] = [];
    for (const one of done) planned.push(await planOne(session, one));
    return planned;
  },

  effects: (targets) =>
    targets.map(
      ({ id, name }) => `${name ?? id} gets back the security groups that it had: it is on the network again.`,
    ),
  limits: () => ['What made somebody isolate it may still be there.'],

  steps: (target) =>
    Object.entries(waysOf(target.material)).flatMap(([id, { now, back }]): StepSpec[] => {
      if (sameGroups(now, back)) return [];
      const arn = (end: string) => target.arn.replace(/instance\/[^/]*$/, end);
      return [
        {
          id: `restore ${id}`,
          title: `Put ${id} back into ${back.join(', ')}`,
          permissions: ['ec2:ModifyNetworkInterfaceAttribute'],
          resources: [
            target.arn,
            arn(`network-interface/${id}`),
            ...back.map((group) => arn(`security-group/${group}`)),
          ],
        },
      ];
    }),

  expected({ material }, done) {
    const ways = Object.entries(waysOf(material)).map(([id, way]): [string, JsonObject] => [
      id,
      { now: done.includes(`restore ${id}`) ? [...way.back] : [...way.now], back: [...way.back] },
    ]);
    return { ...material, interfaces: Object.fromEntries(ways) };
  },

  async run(session, { target, step }) {
    const id = step.id.slice('restore '.length);
    const { requestId } = await session.call('ec2:ModifyNetworkInterfaceAttribute', {
      NetworkInterfaceId: id,
      Groups: [...(waysOf(target.material)[id]?.back ?? [])],
    });
    return { result: 'put back', ...(requestId === undefined ? {} : { requestId }) };
  },

  async verify(session, { target, step }): Promise<Verification> {
    const id = step.id.slice('restore '.length);
    const instance = await findInstance(session, target.id);
    if (instance === undefined) return { state: 'gone', sentence: 'EC2 no longer lists the instance' };
    const one = readInterfaces(instance).find((candidate) => candidate.id === id);
    if (one === undefined) return { state: 'failed', sentence: `${id} is not attached to it any more` };
    return sameGroups(one.groups, waysOf(target.material)[id]?.back ?? [])
      ? { state: 'done', sentence: `back in ${one.named.join(', ')}` }
      : { state: 'not-begun', sentence: `still in ${one.named.join(', ')}` };
  },
};

async function planOne(session: AwsSession, { target: before, steps, planned }: DoneTarget): Promise<PlanTarget> {
  const instance = await findInstance(session, before.id);
  if (instance === undefined) return unknownInstance(session, before.id);
  const found = new Map(readInterfaces(instance).map((one) => [one.id, one]));
  const ways: Record<string, JsonObject> = {};
  const problems: string[] = [];
  for (const [id, back] of Object.entries(interfacesOf(before.material))) {
    const move = steps[`move ${id}`];
    if (typeof back === 'string' || move?.calledAt === undefined) continue;
    const now = found.get(id)?.groups;
    if (now === undefined) {
      problems.push(`${id} is not attached to it any more.`);
      continue;
    }
    ways[id] = { now: [...now], back: [...back] };
    const quarantine = move.data?.['groupId'];
    if (!sameGroups(now, back) && (typeof quarantine !== 'string' || !sameGroups(now, [quarantine])))
      problems.push(`${id} was moved into other groups after the isolation: ${now.join(', ')}.`);
  }
  problems.push(...(await missing(session, Object.values(ways))));
  const state = instance.State?.Name ?? 'unknown';
  if (state === 'terminated' || state === 'shutting-down') problems.unshift(`It is already ${state}.`);
  const back = Object.values(waysOf({ interfaces: ways })).every((way) => sameGroups(way.now, way.back));
  if (back && planned === undefined && problems.length === 0) problems.push('It has its security groups back already.');
  return {
    type: before.type,
    id: before.id,
    arn: instanceArn(session, before.id),
    ...(before.name === undefined ? {} : { name: before.name }),
    facts: [
      ...instanceFacts(instance),
      ...Object.entries(waysOf({ interfaces: ways })).map(([id, way]) => `${id} back to ${way.back.join(', ')}`),
    ],
    material: { instanceId: before.id, interfaces: ways },
    tags: targetTags(instance.Tags),
    warnings: [],
    ...(problems.length === 0 ? {} : { blocked: problems.join(' ') }),
  };
}

/** Groups that an interface should go back to but that were deleted. */
async function missing(session: AwsSession, ways: readonly JsonObject[]): Promise<readonly string[]> {
  const wanted = [...new Set(ways.flatMap((way) => way['back'] as string[]))];
  if (wanted.length === 0) return [];
  const { output } = await session.call('ec2:DescribeSecurityGroups', {
    Filters: [{ Name: 'group-id', Values: wanted }],
  });
  const there = new Set((output.SecurityGroups ?? []).map((group) => group.GroupId));
  return wanted.flatMap((id) => (there.has(id) ? [] : `Its security group ${id} is gone.`));
}

function waysOf(material: JsonObject): Readonly<Record<string, Way>> {
  return (material['interfaces'] ?? {}) as unknown as Readonly<Record<string, Way>>;
}
