import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, ActionTarget, Verification } from '../action.ts';
import { tagsFrom } from '../aws/carriers.ts';
import { isAwsError } from '../aws/answers.ts';
import { canonicalBlock } from '../aws/cidr.ts';
import { findGroup, usersOfGroup } from '../aws/group-users.ts';
import { textIn } from '../aws/material.ts';
import { asMaterial, contentOf, findRule, fromMaterial, inboundRules, inWords } from '../aws/rules.ts';
import { authorizeRule } from '../reverse/authorize-rule.ts';
import { targetTags } from '../aws/instances.ts';

const ID = /^sgr-[0-9a-f]{8,17}$/;

/** A rule as a record without rule ids names it: `sg-1/tcp:22-22:0.0.0.0/0`. */
const NAMELESS = /^(?<group>sg-[0-9a-f]{8,17})\/(?<protocol>-?\w+):(?<from>-?\d+)-(?<to>-?\d+):(?<source>[\w.:/-]+)$/;

/** Takes back an inbound rule that a record added: this rule by its id, and no other of its group. */
export const revokeIngress: Action = {
  id: 'revoke-ingress',
  title: { one: 'Revoke inbound rule', many: 'Revoke inbound rules' },
  risk: 'reversible',
  writes: 'resources',
  undo: 'exact',
  undoNote: 'The same rule is put back, with its description and tags; it gets a new id.',
  permissions: {
    read: ['ec2:DescribeSecurityGroupRules', 'ec2:DescribeSecurityGroups', 'ec2:DescribeNetworkInterfaces'],
    act: ['ec2:RevokeSecurityGroupIngress'],
  },

  // Rules that a call added, or that somebody names. One that was modified is no target of its record: it was there before,
  // and no record says what it was then.
  appliesTo: (target) =>
    target.type === 'AWS::EC2::SecurityGroupIngress' && (ID.test(target.id) || NAMELESS.test(target.id)),

  async plan(session, targets) {
    const planned: PlanTarget[] = [];
    for (const target of targets) planned.push(await planOne(session, target));
    return planned;
  },

  effects: (targets) =>
    targets.map((target) => `The rule that lets in ${wordsOf(target)} is revoked; no other is touched.`),

  limits: () => [
    'Connections that came in through it stay open, for up to five days where they are idle: a security group lets tracked connections go on. Stopping the instance cuts them.',
    'Whoever added the rule can add it again: deactivate the access key as well.',
  ],

  steps: (target) => [
    {
      id: 'revoke',
      title: `Revoke ${wordsOf(target)}`,
      permissions: ['ec2:RevokeSecurityGroupIngress'],
      resources: [target.arn, groupArn(target)],
    },
  ],

  async run(session, { target }) {
    const { groupId, ruleId } = idsOf(target);
    try {
      const { requestId } = await session.call('ec2:RevokeSecurityGroupIngress', {
        GroupId: groupId,
        SecurityGroupRuleIds: [ruleId],
      });
      return { result: 'revoked', ...(requestId === undefined ? {} : { requestId }) };
    } catch (error) {
      if (isAwsError(error, 'InvalidSecurityGroupRuleId.NotFound')) return { result: 'was gone already' };
      throw error;
    }
  },

  async verify(session, { target }): Promise<Verification> {
    const rule = await findRule(session, idsOf(target).ruleId);
    return rule === undefined
      ? { state: 'done', sentence: 'revoked' }
      : { state: 'not-begun', sentence: 'still in its security group' };
  },

  reverse: authorizeRule,
};

async function planOne(session: AwsSession, target: ActionTarget): Promise<PlanTarget> {
  const rule = await liveRule(session, target);
  const groupId = rule?.GroupId;
  if (rule?.SecurityGroupRuleId === undefined || groupId === undefined || rule.IsEgress === true) {
    return {
      ...identity(session, target, target.id),
      facts: [],
      material: { exists: false },
      warnings: [],
      blocked: 'EC2 does not know this inbound rule (any more).',
    };
  }
  const [group, users, all] = await Promise.all([
    findGroup(session, groupId),
    usersOfGroup(session, groupId),
    inboundRules(session, groupId),
  ]);
  const content = contentOf(rule);
  const blocked = blockedBy(session, target, rule);
  return {
    ...identity(session, target, rule.SecurityGroupRuleId),
    // Who protects a group means its rules.
    ...tagsFrom(
      { type: 'AWS::EC2::SecurityGroup', names: [groupId], tags: targetTags(group?.Tags) },
      { type: target.type, names: [...new Set([rule.SecurityGroupRuleId, target.id])], tags: targetTags(rule.Tags) },
    ),
    facts: [
      inWords(content),
      `in ${groupId}${group?.GroupName === undefined ? '' : ` (${group.GroupName})`}`,
      ...(content.description === undefined ? [] : [`described as “${content.description}”`]),
      users,
    ],
    material: {
      exists: true,
      groupId,
      ruleId: rule.SecurityGroupRuleId,
      rule: asMaterial(content),
      tags: Object.fromEntries((rule.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    },
    warnings: [
      ...(ID.test(target.id) ? [] : ['The record names no rule id: this is the rule that lets in the same now.']),
      ...others(rule, all),
    ],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

/** By its id; by what it lets in where the record has no id. Read again, it is the rule of the plan and no other. */
async function liveRule(session: AwsSession, target: ActionTarget): Promise<SecurityGroupRule | undefined> {
  const planned = target.planned?.material['ruleId'];
  if (typeof planned === 'string') return findRule(session, planned);
  if (ID.test(target.id)) return findRule(session, target.id);
  const named = NAMELESS.exec(target.id)?.groups;
  if (named === undefined) return undefined;
  const { group = '', protocol, from, to, source = '' } = named;
  return (await inboundRules(session, group)).find((rule) => {
    const content = contentOf(rule);
    return (
      content.protocol === protocol &&
      (protocol === '-1' || (content.fromPort === Number(from) && content.toPort === Number(to))) &&
      content.source === canonicalBlock(source)
    );
  });
}

function blockedBy(session: AwsSession, target: ActionTarget, rule: SecurityGroupRule): string | undefined {
  if (rule.GroupOwnerId !== undefined && rule.GroupOwnerId !== session.account)
    return `Its security group belongs to account ${rule.GroupOwnerId}.`;
  const now = inWords(contentOf(rule));
  // What somebody has made of it since is not what the record added.
  if (target.planned === undefined && ID.test(target.id) && target.name !== undefined && target.name !== now)
    return `It was changed after the record: it let in ${target.name} then, and ${now} now. Look who changed it, and revoke it by hand if it must go.`;
  return undefined;
}

/** Rules that keep the same port open to everybody: the revoked one is not missed then. */
function others(rule: SecurityGroupRule, all: readonly SecurityGroupRule[]): readonly string[] {
  const { protocol, fromPort, toPort } = contentOf(rule);
  return all.flatMap((other) => {
    const content = contentOf(other);
    const open = content.source === '0.0.0.0/0' || content.source === '::/0';
    const covers =
      content.protocol === '-1' ||
      (content.protocol === protocol && content.fromPort <= fromPort && content.toPort >= toPort);
    if (other.SecurityGroupRuleId === rule.SecurityGroupRuleId || !open || !covers) return [];
    return [`${other.SecurityGroupRuleId ?? 'Another rule'} lets in ${inWords(content)} as well, and stays.`];
  });
}

function identity({ region, account }: AwsSession, { type, id, name }: ActionTarget, ruleId: string) {
  const arn = `arn:${partitionOf(region)}:ec2:${region}:${account}:security-group-rule/${ruleId}`;
  return { type, id, arn, ...(name === undefined ? {} : { name }) };
}

function idsOf({ material }: PlanTarget): { readonly groupId: string; readonly ruleId: string } {
  return { groupId: textIn(material, 'groupId'), ruleId: textIn(material, 'ruleId') };
}

function groupArn(target: PlanTarget): string {
  return target.arn.replace(/security-group-rule\/.*$/, `security-group/${idsOf(target).groupId}`);
}

function wordsOf({ material }: PlanTarget): string {
  return inWords(fromMaterial(material['rule']));
}
