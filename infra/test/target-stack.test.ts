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

function declared(writes: 'resources' | 'iam', of: readonly ('read' | 'act')[]): string[] {
  const all = actions
    .filter((action) => action.writes === writes)
    .flatMap(({ permissions, reverse }) => [permissions, ...(reverse === undefined ? [] : [reverse.permissions])])
    .flatMap((permissions) => of.flatMap((kind) => permissions[kind]));
  return [...new Set(all)].toSorted();
}

test('the acting roles may do what the actions declare, and nothing more', () => {
  expect([...new Set(granted(roleId('TrailboltAct')))].toSorted()).toEqual(declared('resources', ['read', 'act']));
  expect(granted(roleId('TrailboltActIam')).toSorted()).toEqual(declared('iam', ['act']));
});

test('the role that writes in IAM is there only where it is asked for', () => {
  const { Parameters: parameters, Conditions: conditions } = template as unknown as Record<string, object>;
  const role = resources(template)[roleId('TrailboltActIam')] as unknown as { readonly Condition: string };

  expect(parameters).toHaveProperty('WriteIam.Default', 'no');
  expect(conditions).toHaveProperty(role.Condition, { 'Fn::Equals': [{ Ref: 'WriteIam' }, 'yes'] });
});

test('the reading role only reads', () => {
  const found = granted(roleId('TrailboltRead'));

  expect(found).toContain('cloudtrail:LookupEvents');
  for (const action of found) expect(action).toMatch(/^[a-z0-9]+:(Describe|Get|List|Lookup)/);
});

test('what changes something is confined to one kind of resource in its own account', () => {
  const changing = ['TrailboltAct', 'TrailboltActIam']
    .flatMap((name) => statementsOf(template, roleId(name)))
    .filter((statement) => statement.Resource !== '*');

  expect(changing.flatMap((statement) => list(statement.Action))).toEqual(
    expect.arrayContaining(['ec2:TerminateInstances', 'iam:UpdateAccessKey']),
  );
  for (const { Resource, Condition } of changing) {
    // Some ARNs name no account: then a condition does, by the account or by the owner.
    const { 'aws:ResourceAccount': account, 'ec2:Owner': owner } = Condition?.['StringEquals'] ?? {};
    const own = JSON.stringify([account, owner]);
    // Of snapshots only new ones can be touched where nothing is said of their owner: see the tags.
    const named = list(Resource).filter(
      (resource) => owner !== undefined || !JSON.stringify(resource).includes('::snapshot/'),
    );
    expect(named.length).toBeGreaterThan(0);
    for (const resource of named) expect(JSON.stringify(resource) + own).toContain('AWS::AccountId');
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
  for (const name of ['TrailboltRead', 'TrailboltAct', 'TrailboltActIam']) {
    for (const statement of trust(name)) {
      expect(JSON.stringify(statement.Condition?.['ArnEquals']?.['aws:PrincipalArn'])).toContain(
        'role/trailbolt-worker',
      );
      if (statement.Action === 'sts:AssumeRole') {
        expect(statement.Condition?.['StringEquals']?.['sts:ExternalId']).toEqual({ Ref: 'ExternalId' });
      }
    }
  }
  for (const name of ['TrailboltAct', 'TrailboltActIam']) {
    expect(trust(name).map((statement) => statement.Action)).toEqual(['sts:AssumeRole', 'sts:SetSourceIdentity']);
    expect(trust(name)[0]?.Condition?.['Null']).toEqual({ 'sts:SourceIdentity': 'false' });
  }
  expect(trust('TrailboltRead').map((statement) => statement.Action)).toEqual(['sts:AssumeRole']);
});

test('grants are the union of what is declared, each once', () => {
  const found = grantsOf([
    { writes: 'resources', permissions: { read: ['ec2:DescribeInstances'], act: ['ec2:TerminateInstances'] } },
    { writes: 'resources', permissions: { read: ['ec2:DescribeInstances'], act: [] } },
    { writes: 'iam', permissions: { read: ['iam:GetUser'], act: ['iam:UpdateAccessKey'] } },
  ]);

  expect(found.act).toEqual(['ec2:DescribeInstances', 'ec2:TerminateInstances']);
  expect(found.actIam).toEqual(['iam:UpdateAccessKey']);
  expect(found.read).toContain('iam:GetUser');
  expect(found.read.filter((permission) => permission === 'ec2:DescribeInstances')).toHaveLength(1);
});

test('a changing call that nobody confined stops the synthesis', () => {
  expect(() => scopesOf('iam:CreateUser')).toThrow('iam:CreateUser');
});
