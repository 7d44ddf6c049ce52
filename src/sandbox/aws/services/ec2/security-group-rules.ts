import { DescribeSecurityGroupRules$, ModifySecurityGroupRules$ } from '@aws-sdk/client-ec2';
import type {
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  ModifySecurityGroupRulesRequest,
  ModifySecurityGroupRulesResult,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import type { GroupRecord, RuleRecord } from '../../state/ec2.ts';
import {
  countedFilters,
  countedItems,
  countedTexts,
  wireScalars,
  wrappedRequest,
  wrappedResponse,
} from '../../trail/wrapped-parameters.ts';
import { checkDuplicate, checkRuleIds, findGroup, ruleArn, viewRule } from './group-rules.ts';
import { groupDemands } from './interfaces.ts';
import { checkDryRun, invalidCombination, missingParameter } from './refusals.ts';
import { regionOf } from './regional.ts';
import { readReplacement } from './rule-input.ts';
import { page, select, tagValues } from './select.ts';
import { resourceTagContext } from './tag-input.ts';

interface Placed {
  readonly group: GroupRecord;
  readonly rule: RuleRecord;
}

export const describeSecurityGroupRules = defineOperation<
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult
>({
  schema: DescribeSecurityGroupRules$,
  readOnly: true,
  supports: ['SecurityGroupRuleIds', 'Filters', 'MaxResults', 'NextToken', 'DryRun'],
  demands: () => [{ action: 'ec2:DescribeSecurityGroupRules', resource: '*' }],

  run(input, call) {
    const ids = input.SecurityGroupRuleIds ?? [];
    // As of DescribeSecurityGroups: "you cannot specify both" ids and a page size.
    if (ids.length > 0 && input.MaxResults !== undefined) {
      throw invalidCombination('The parameter securityGroupRuleIds cannot be used with the parameter maxResults');
    }
    const all = [...regionOf(call).groups.values()].flatMap((group) => group.rules.map((rule) => ({ group, rule })));
    checkRuleIds(
      ids,
      all.map(({ rule }) => rule),
    );
    const named = all.filter(({ rule }) => ids.length === 0 || ids.includes(rule.id));
    const chosen = select(named, input.Filters, ['group-id', 'security-group-rule-id'], filterValues);
    checkDryRun(input.DryRun);
    const { items, next } = page(chosen, { token: input.NextToken, size: input.MaxResults, least: 5 });
    return {
      SecurityGroupRules: items.map(({ rule, group }) => viewRule(rule, group, call.account.id)),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },

  record: {
    request: ({ SecurityGroupRuleIds, Filters, ...rest }) =>
      wrappedRequest(DescribeSecurityGroupRules$, rest, {
        ...countedTexts('SecurityGroupRuleId', SecurityGroupRuleIds),
        ...countedFilters(Filters),
      }),
  },
});

function filterValues({ group, rule }: Placed, filter: string): readonly string[] | undefined {
  if (filter === 'group-id') return [group.id];
  return filter === 'security-group-rule-id' ? [rule.id] : tagValues(rule.tags, filter);
}

export const modifySecurityGroupRules = defineOperation<
  ModifySecurityGroupRulesRequest,
  ModifySecurityGroupRulesResult
>({
  schema: ModifySecurityGroupRules$,
  readOnly: false,
  supports: ['GroupId', 'SecurityGroupRules', 'DryRun'],
  demands(input, call) {
    const action = 'ec2:ModifySecurityGroupRules';
    const group = findGroup(regionOf(call), input.GroupId, undefined);
    return [
      ...groupDemands(call, action, [group.id]),
      ...(input.SecurityGroupRules ?? []).map(({ SecurityGroupRuleId: id = '' }) => ({
        action,
        resource: ruleArn(group, id),
        context: resourceTagContext(group.rules.find((rule) => rule.id === id)?.tags ?? new Map()),
      })),
    ];
  },

  run(input, call) {
    const region = regionOf(call);
    const group = findGroup(region, input.GroupId, undefined);
    const updates = input.SecurityGroupRules ?? [];
    checkRuleIds(
      updates.map((one) => one.SecurityGroupRuleId ?? ''),
      group.rules,
    );
    let rules = group.rules;
    for (const { SecurityGroupRuleId: id, SecurityGroupRule: asked } of updates) {
      if (asked === undefined) throw missingParameter('SecurityGroupRule');
      rules = rules.map((rule) => {
        if (rule.id !== id) return rule;
        const next = readReplacement(asked, region, rule.egress);
        checkDuplicate(
          rules.filter((other) => other.id !== id),
          next,
        );
        return { ...next, id: rule.id, tags: rule.tags };
      });
    }
    checkDryRun(input.DryRun);
    group.rules = rules;
    call.account.changed();
    return { Return: true };
  },

  record: {
    request: ({ SecurityGroupRules = [], ...rest }) =>
      wrappedRequest(
        ModifySecurityGroupRules$,
        rest,
        countedItems(
          'SecurityGroupRule',
          SecurityGroupRules.map(({ SecurityGroupRuleId: id = '', SecurityGroupRule: rule }) => ({
            SecurityGroupRuleId: id,
            SecurityGroupRule: wireScalars({ ...rule }),
          })),
        ),
      ),
    response: (output, call) => wrappedResponse(ModifySecurityGroupRules$, { ...output }, call.requestId),
    touched: (input) => [{ type: 'AWS::EC2::SecurityGroup', name: input.GroupId ?? '' }],
  },
});
