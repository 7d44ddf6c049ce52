import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../src/sandbox/aws/iam/document.ts';
import type { PolicyDocument, PolicyKind } from '../../../src/sandbox/aws/iam/document.ts';
import { evaluate, evaluateTrust } from '../../../src/sandbox/aws/iam/evaluate.ts';
import { matchesArn, matchesWildcard } from '../../../src/sandbox/aws/iam/wildcard.ts';

function policy(statement: object | readonly object[], kind: PolicyKind = 'identity'): PolicyDocument {
  const document = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), kind);
  if ('malformed' in document) throw new Error(document.malformed);
  return document;
}

function ask(
  document: PolicyDocument,
  action: string,
  resource = '*',
  context: Record<string, string | string[]> = {},
) {
  const entries = Object.entries(context).map(
    ([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value] as const,
  );
  return evaluate([document], { action, resource, context: new Map(entries) });
}

const INSTANCE = 'arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0';

test.each([
  ['*', 'anything', true],
  ['ec2:Describe*', 'ec2:DescribeInstances', true],
  ['ec2:Describe*', 'ec2:RunInstances', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*a*b*', 'xxaxxbxx', true],
  ['a*a*a*a*b', 'a'.repeat(200), false],
  ['', '', true],
  ['', 'x', false],
])('pattern %j on %j', (pattern, text, expected) => {
  expect(matchesWildcard(pattern, text)).toBe(expected);
});

test('wildcards in ARN conditions stay within their part', () => {
  expect(matchesArn('arn:aws:iam::*:role/x', 'arn:aws:iam::111122223333:role/x')).toBe(true);
  expect(matchesArn('arn:aws:*', 'arn:aws:iam::111122223333:role/x')).toBe(false);
});

describe('decisions', () => {
  test('silence is not a yes', () => {
    const document = policy({ Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' });

    expect(ask(document, 'ec2:DescribeInstances')).toBe('allow');
    expect(ask(document, 'ec2:TerminateInstances')).toBe('none');
  });

  test('a deny beats any allow, wherever it stands', () => {
    const document = policy([
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'ec2:TerminateInstances', Resource: '*' },
    ]);

    expect(ask(document, 'ec2:TerminateInstances')).toBe('deny');
    expect(ask(document, 'ec2:StopInstances')).toBe('allow');
  });

  test('actions match without regard to case, resources with', () => {
    const document = policy({ Effect: 'Allow', Action: 'EC2:terminateinstances', Resource: INSTANCE });

    expect(ask(document, 'ec2:TerminateInstances', INSTANCE)).toBe('allow');
    expect(ask(document, 'ec2:TerminateInstances', INSTANCE.toUpperCase())).toBe('none');
  });

  test('NotAction and NotResource mean all the others', () => {
    const allButIam = policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' });
    const allButOne = policy({ Effect: 'Allow', Action: '*', NotResource: INSTANCE });

    expect(ask(allButIam, 'ec2:RunInstances')).toBe('allow');
    expect(ask(allButIam, 'iam:CreateUser')).toBe('none');
    expect(ask(allButOne, 'ec2:TerminateInstances', INSTANCE)).toBe('none');
    expect(ask(allButOne, 'ec2:TerminateInstances', `${INSTANCE}1`)).toBe('allow');
  });

  test('variables stand for the caller', () => {
    const document = policy({ Effect: 'Allow', Action: 'iam:*', Resource: 'arn:aws:iam::1:user/${aws:username}' });

    expect(ask(document, 'iam:GetUser', 'arn:aws:iam::1:user/dave', { 'aws:username': 'dave' })).toBe('allow');
    expect(ask(document, 'iam:GetUser', 'arn:aws:iam::1:user/eve', { 'aws:username': 'dave' })).toBe('none');
  });
});

describe('conditions', () => {
  type Case = readonly [
    operator: string,
    key: string,
    expected: unknown,
    actual: string | string[] | undefined,
    holds: boolean,
  ];

  const CASES: readonly Case[] = [
    ['StringEquals', 'aws:SourceIdentity', ['a', 'b'], 'b', true],
    ['StringEquals', 'aws:SourceIdentity', 'a', 'A', false],
    ['StringEquals', 'aws:SourceIdentity', 'a', undefined, false],
    ['StringEqualsIgnoreCase', 'k', 'a', 'A', true],
    ['StringNotEquals', 'k', 'a', 'b', true],
    ['StringNotEquals', 'k', ['a', 'b'], 'b', false],
    ['StringNotEquals', 'k', 'a', undefined, true],
    ['StringEqualsIfExists', 'k', 'a', undefined, true],
    ['StringEqualsIfExists', 'k', 'a', 'b', false],
    ['StringLike', 'aws:RequestTag/team', 'sec*', 'security', true],
    ['StringNotLike', 'k', 'sec*', 'security', false],
    ['ArnLike', 'iam:PolicyARN', 'arn:aws:iam::aws:policy/*', 'arn:aws:iam::aws:policy/ReadOnlyAccess', true],
    ['ArnNotEquals', 'iam:PolicyARN', 'arn:aws:iam::aws:policy/X', 'arn:aws:iam::aws:policy/Y', true],
    ['Bool', 'aws:SecureTransport', true, 'true', true],
    ['Bool', 'aws:MultiFactorAuthPresent', 'true', undefined, false],
    ['BoolIfExists', 'aws:MultiFactorAuthPresent', 'true', undefined, true],
    ['NumericLessThanEquals', 'n', 10, '10', true],
    ['NumericGreaterThan', 'n', 10, '10', false],
    ['NumericNotEquals', 'n', 10, '10', false],
    ['DateGreaterThan', 'aws:CurrentTime', '2026-01-01T00:00:00Z', '2026-11-23T00:00:00Z', true],
    ['DateLessThan', 'aws:TokenIssueTime', '2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z', false],
    ['IpAddress', 'aws:SourceIp', '192.0.2.0/24', '192.0.2.7', true],
    ['IpAddress', 'aws:SourceIp', '192.0.2.0/24', '203.0.113.7', false],
    ['NotIpAddress', 'aws:SourceIp', ['192.0.2.0/24'], '203.0.113.7', true],
    ['IpAddress', 'aws:SourceIp', '2001:db8::/32', '2001:db8::1', true],
    ['Null', 'aws:TokenIssueTime', 'true', undefined, true],
    ['Null', 'aws:TokenIssueTime', 'true', 'x', false],
    ['Null', 'aws:TokenIssueTime', 'false', 'x', true],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['a'], ['a', 'b'], false],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['a'], undefined, true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['a'], ['a', 'b'], true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['c'], ['a', 'b'], false],
  ];

  test.each(CASES)('%s on %s with %j against %j: %s', (operator, key, expected, actual, holds) => {
    const document = policy({
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { [operator]: { [key]: expected } },
    });

    expect(ask(document, 'a:b', '*', actual === undefined ? {} : { [key]: actual })).toBe(holds ? 'allow' : 'none');
  });

  test('all conditions of a statement must hold', () => {
    const document = policy({
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { StringEquals: { one: 'a', two: 'b' } },
    });

    expect(ask(document, 'a:b', '*', { one: 'a', two: 'b' })).toBe('allow');
    expect(ask(document, 'a:b', '*', { one: 'a' })).toBe('none');
  });
});

const trustOf = (principal: unknown, effect = 'Allow') =>
  policy({ Effect: effect, Principal: principal, Action: 'sts:AssumeRole' }, 'trust');

describe('trust', () => {
  const caller = { account: '111122223333', arns: ['arn:aws:iam::111122223333:user/worker'] };
  const question = { action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/r', context: new Map() };

  test.each([
    ['the caller itself', { AWS: caller.arns[0] }, 'named'],
    ['one of several', { AWS: ['arn:aws:iam::111122223333:user/other', caller.arns[0]] }, 'named'],
    ['the account by id', { AWS: '111122223333' }, 'account'],
    ['the account by its root', { AWS: 'arn:aws:iam::111122223333:root' }, 'account'],
    ['everybody', '*', 'account'],
    ['another account', { AWS: '444455556666' }, 'none'],
    ['a service', { Service: 'ec2.amazonaws.com' }, 'none'],
  ])('a policy that names %s', (_who, principal, expected) => {
    expect(evaluateTrust(trustOf(principal), caller, question)).toBe(expected);
  });

  test('a deny for the caller ends it', () => {
    expect(evaluateTrust(trustOf({ AWS: '111122223333' }, 'Deny'), caller, question)).toBe('deny');
  });
});

test.each([
  ['not JSON', '{', 'identity', 'invalid Json'],
  ['no effect', '{"Statement":{"Action":"*","Resource":"*"}}', 'identity', 'Effect'],
  ['no resource', '{"Statement":{"Effect":"Allow","Action":"*"}}', 'identity', 'resources'],
  [
    'both kinds of action',
    '{"Statement":{"Effect":"Allow","Action":"*","NotAction":"a:b","Resource":"*"}}',
    'identity',
    'actions',
  ],
  [
    'an unknown element',
    '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","When":"now"}}',
    'identity',
    'When',
  ],
  [
    'an unknown operator',
    '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Sounds":{"a":"b"}}}}',
    'identity',
    'Sounds',
  ],
  [
    'a principal',
    '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}}',
    'identity',
    'principal',
  ],
  ['no principal', '{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}', 'trust', 'Principal'],
  [
    'a resource',
    '{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*","Resource":"*"}}',
    'trust',
    'Resource',
  ],
] as const)('a policy with %s is malformed', (_what, text, kind, reason) => {
  const document = parsePolicy(text, kind);

  expect(document).toHaveProperty('malformed');
  expect(JSON.stringify(document)).toContain(reason);
});
