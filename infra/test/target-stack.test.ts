import { expect, test } from 'vitest';
import { actions } from '../../src/remediate/actions/index.ts';
import { grantsOf, scopesOf } from '../grants.ts';
import { documentOf, list, resources, statementsOf, templates, type Statement } from '../templates.ts';

const template = templates()['TrailboltTarget'];

function granted(role: string): string[] {
  return statementsOf(template, role).flatMap((statement) => list(statement.Action).map(String));
}

function roleId(name: string): string {
  const found = Object.entries(resources(template, 'AWS::IAM::Role')).find(
    ([, role]) => role.Properties['RoleName'] === name,
  );
  expect(found, `role ${name}`).toBeDefined();
  return found?.[0] ?? '';
}

function trust(name: string): readonly Statement[] {
  return documentOf(resources(template, 'AWS::IAM::Role')[roleId(name)], 'AssumeRolePolicyDocument');
}

test('the acting role may do what the actions declare, and nothing more', () => {
  const declared = actions.flatMap(({ permissions, reverse }) =>
    [permissions, ...(reverse === undefined ? [] : [reverse.permissions])].flatMap(({ read, act }) => [
      ...read,
      ...act,
    ]),
  );

  expect([...new Set(granted(roleId('TrailboltAct')))].toSorted()).toEqual([...new Set(declared)].toSorted());
});

test('the reading role only reads', () => {
  const found = granted(roleId('TrailboltRead'));

  expect(found).toContain('cloudtrail:LookupEvents');
  for (const action of found) expect(action).toMatch(/^[a-z0-9]+:(Describe|Get|List|Lookup)/);
});

test('what changes something is confined to one kind of resource in its own account', () => {
  const changing = statementsOf(template, roleId('TrailboltAct')).filter((statement) => statement.Resource !== '*');

  expect(changing.flatMap((statement) => list(statement.Action))).toContain('ec2:TerminateInstances');
  for (const statement of changing) {
    // The ARNs of snapshots name no account, but none that is there already can be touched: see the tags.
    const named = list(statement.Resource).filter((resource) => !JSON.stringify(resource).includes('::snapshot/'));
    expect(named.length).toBeGreaterThan(0);
    for (const resource of named) expect(JSON.stringify(resource)).toContain('AWS::AccountId');
  }
});

test('tags are set only on what is made, as it is made', () => {
  const tagging = statementsOf(template, roleId('TrailboltAct')).filter((statement) =>
    list(statement.Action).includes('ec2:CreateTags'),
  );

  expect(tagging.length).toBeGreaterThan(0);
  for (const { Condition } of tagging) expect(Condition?.['StringEquals']).toHaveProperty('ec2:CreateAction');
});

test('only the worker can assume the roles, with the external id, and to act only under a source identity', () => {
  for (const name of ['TrailboltRead', 'TrailboltAct']) {
    for (const statement of trust(name)) {
      expect(JSON.stringify(statement.Condition?.['ArnEquals']?.['aws:PrincipalArn'])).toContain(
        'role/trailbolt-worker',
      );
      if (statement.Action === 'sts:AssumeRole') {
        expect(statement.Condition?.['StringEquals']?.['sts:ExternalId']).toEqual({ Ref: 'ExternalId' });
      }
    }
  }
  expect(trust('TrailboltAct').map((statement) => statement.Action)).toEqual([
    'sts:AssumeRole',
    'sts:SetSourceIdentity',
  ]);
  expect(trust('TrailboltAct')[0]?.Condition?.['Null']).toEqual({ 'sts:SourceIdentity': 'false' });
  expect(trust('TrailboltRead').map((statement) => statement.Action)).toEqual(['sts:AssumeRole']);
});

test('grants are the union of what is declared, each once', () => {
  const found = grantsOf([
    { permissions: { read: ['ec2:DescribeInstances'], act: ['ec2:TerminateInstances'] } },
    { permissions: { read: ['ec2:DescribeInstances'], act: [] } },
  ]);

  expect(found.act).toEqual(['ec2:DescribeInstances', 'ec2:TerminateInstances']);
  expect(found.read.filter((permission) => permission === 'ec2:DescribeInstances')).toHaveLength(1);
});

test('a changing call that nobody confined stops the synthesis', () => {
  expect(() => scopesOf('iam:DeleteUser')).toThrow('iam:DeleteUser');
});
