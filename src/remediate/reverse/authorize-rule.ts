import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { DoneTarget, Procedure, Verification } from '../action.ts';
import { tagsFrom } from '../aws/carriers.ts';
import { isAwsError } from '../aws/answers.ts';
import { findGroup, usersOfGroup } from '../aws/group-users.ts';
import { textIn } from '../aws/material.ts';
import { targetTags } from '../aws/instances.ts';
import { contentOf, fromMaterial, inboundRules, inWords, letsInTheSame, permissionOf } from '../aws/rules.ts';

/** Puts a revoked rule back as it was. */
export const authorizeRule: Procedure<DoneTarget> = {
  title: { one: 'Put inbound rule back', many: 'Put inbound rules back' },
  // It opens what was closed for a reason.
  risk: 'disruptive',
  permissions: {
    read: ['ec2:DescribeSecurityGroupRules', 'ec2:DescribeSecurityGroups', 'ec2:DescribeNetworkInterfaces'],
    act: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:CreateTags'],
  },

  async plan(session, done) {
    const planned: PlanTarget[] = [];
    for (const { target } of done) planned.push(await planOne(session, target));
    return planned;
  },

  effects: (targets) => targets.map((target) => `${groupOf(target)} lets in ${wordsOf(target)} again.`),
  limits: () => ['The rule gets a new id.'],

  steps: (target) => {
    const tagged = tagsOf(target).length > 0;
    return [
      {
        id: 'authorize',
        title: `Let in ${wordsOf(target)} again`,
        permissions: ['ec2:AuthorizeSecurityGroupIngress', ...(tagged ? (['ec2:CreateTags'] as const) : [])],
        resources: [target.arn.replace(/security-group-rule\/.*$/, `security-group/${groupOf(target)}`)],
        // The rule has no id yet, and its tags are set as it is made.
        ...(tagged ? { creates: [target.arn.replace(/\/[^/]*$/, '/*')] } : {}),
      },
    ];
  },

  async run(session, { target }) {
    const tags = tagsOf(target);
    try {
      const { output, requestId } = await session.call('ec2:AuthorizeSecurityGroupIngress', {
        GroupId: groupOf(target),
        IpPermissions: [permissionOf(fromMaterial(target.material['rule']))],
        ...(tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: tags }] }),
      });
      const id = output.SecurityGroupRules?.[0]?.SecurityGroupRuleId;
      const ruleId = id === undefined ? {} : { data: { ruleId: id } };
      return { result: 'put back', ...(requestId === undefined ? {} : { requestId }), ...ruleId };
    } catch (error) {
      if (isAwsError(error, 'InvalidPermission.Duplicate')) return { result: 'was there already' };
      throw error;
    }
  },

  async verify(session, { target }): Promise<Verification> {
    const same = await sameRule(session, target);
    if (same === undefined) return { state: 'not-begun', sentence: 'not in its security group' };
    return { state: 'done', sentence: `put back as ${same}`, data: { ruleId: same } };
  },
};

async function planOne(session: AwsSession, target: PlanTarget): Promise<PlanTarget> {
  const groupId = groupOf(target);
  const group = await findGroup(session, groupId);
  const same = group === undefined ? undefined : await sameRule(session, target);
  const blocked =
    group === undefined
      ? `Its security group ${groupId} is gone.`
      : same === undefined
        ? undefined
        : `${same} lets in the same already.`;
  return {
    ...target,
    facts: [
      wordsOf(target),
      `for ${groupId}${group?.GroupName === undefined ? '' : ` (${group.GroupName})`}`,
      ...(group === undefined ? [] : [await usersOfGroup(session, groupId)]),
    ],
    ...tagsFrom({ type: 'AWS::EC2::SecurityGroup', names: [groupId], tags: targetTags(group?.Tags) }),
    warnings: letsAnybodyIn(target)
      ? [`The whole internet will reach ${portsOf(target)} again, as before the remedy.`]
      : [],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

async function sameRule(session: AwsSession, target: PlanTarget): Promise<string | undefined> {
  const wanted = fromMaterial(target.material['rule']);
  const rules = await inboundRules(session, groupOf(target));
  return rules.find((rule) => letsInTheSame(contentOf(rule), wanted))?.SecurityGroupRuleId;
}

function groupOf({ material }: PlanTarget): string {
  return textIn(material, 'groupId');
}

function letsAnybodyIn({ material }: PlanTarget): boolean {
  return ['0.0.0.0/0', '::/0'].includes(fromMaterial(material['rule']).source);
}

/** `port 22`, `ports 20 to 25`, `every port`. */
function portsOf({ material }: PlanTarget): string {
  const { fromPort, toPort, protocol } = fromMaterial(material['rule']);
  if (protocol !== 'tcp' && protocol !== 'udp') return protocol === '-1' ? 'every port' : 'it';
  if (fromPort === toPort && fromPort >= 0) return `port ${fromPort}`;
  return fromPort <= 0 && (toPort < 0 || toPort === 65_535) ? 'every port' : `ports ${fromPort} to ${toPort}`;
}

/** AWS's own tags cannot be set by others. */
function tagsOf({ material }: PlanTarget): { readonly Key: string; readonly Value: string }[] {
  return Object.entries((material['tags'] ?? {}) as Readonly<Record<string, string>>)
    .filter(([key]) => !key.toLowerCase().startsWith('aws:'))
    .map(([Key, Value]) => ({ Key, Value }));
}

function wordsOf({ material }: PlanTarget): string {
  return inWords(fromMaterial(material['rule']));
}
