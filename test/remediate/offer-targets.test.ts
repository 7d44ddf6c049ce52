import { describe, expect, test } from 'vitest';
import type { Actor } from '../../src/model/actor.ts';
import type { RecordSummary } from '../../src/model/alert.ts';
import type { Case, CaseTarget } from '../../src/model/case.ts';
import type { GuardedAccount } from '../../src/model/policy.ts';
import { blockPublicBucket } from '../../src/remediate/actions/block-public-bucket.ts';
import { deactivateAccessKey } from '../../src/remediate/actions/deactivate-access-key.ts';
import { quarantineUser } from '../../src/remediate/actions/quarantine-user.ts';
import { startLogging } from '../../src/remediate/actions/start-logging.ts';
import { actionsIn, whyOff } from '../../src/remediate/available.ts';
import { offerTargets } from '../../src/remediate/offer-targets.ts';

const ACCOUNT = '111122223333';

function user(more: Partial<Actor> = {}, arn = `arn:aws:iam::${ACCOUNT}:user/staff/dave`): Actor {
  return { type: 'IAMUser', root: { id: arn, name: 'dave' }, accessKeyId: 'AKIAIOSFODNN7EXAMPLE', ...more };
}

function caseOf(actor: Actor, targets: readonly CaseTarget[] = [], records: readonly object[] = []): Case {
  return { account: ACCOUNT, actor, targets, records: records as readonly RecordSummary[] } as unknown as Case;
}

const idsFor = (it: Case, action = deactivateAccessKey) => offerTargets(it, action).map(({ id }) => id);

describe('the actor’s own', () => {
  test('user and long-term keys are offered, in the Region that IAM’s calls go to', () => {
    const other = { ...user({ accessKeyId: 'AKIAI44QH8DHBEXAMPLE' }) };
    const it = caseOf(
      user(),
      [],
      [
        { actor: other, targets: [] },
        { actor: user(), targets: [] },
      ],
    );

    expect(idsFor(it)).toEqual(['AKIAIOSFODNN7EXAMPLE', 'AKIAI44QH8DHBEXAMPLE']);
    expect(offerTargets(it, quarantineUser)).toEqual([
      {
        type: 'AWS::IAM::User',
        id: 'dave',
        arn: `arn:aws:iam::${ACCOUNT}:user/staff/dave`,
        region: 'us-east-1',
        actor: true,
      },
    ]);
  });

  test('of every actor of a merged case is offered, each with the keys that it used itself', () => {
    const eve = user({ accessKeyId: 'AKIAI44QH8DHBEXAMPLE' }, `arn:aws:iam::${ACCOUNT}:user/eve`);
    const it: Case = { ...caseOf(user(), [], [{ actor: eve, targets: [] }]), actors: [eve] };

    expect(idsFor(it)).toEqual(['AKIAIOSFODNN7EXAMPLE', 'AKIAI44QH8DHBEXAMPLE']);
    expect(idsFor(it, quarantineUser)).toEqual(['dave', 'eve']);
  });

  test('is listed once where a record touched it as well', () => {
    const touched = { type: 'AWS::IAM::User', id: 'dave', region: 'us-east-1' };

    expect(offerTargets(caseOf(user(), [touched]), quarantineUser)).toHaveLength(1);
  });

  test.each<[string, Actor]>([
    ['a temporary key', user({ accessKeyId: 'ASIAIOSFODNN7EXAMPLE' })],
    ['the key of somebody else in a session', user({ type: 'AssumedRole' }, `arn:aws:iam::${ACCOUNT}:role/deploy`)],
    ['the root user', user({ type: 'Root' }, `arn:aws:iam::${ACCOUNT}:root`)],
    ['a user of another account', user({}, 'arn:aws:iam::999988887777:user/dave')],
    ['a service', user({ type: 'AWSService' }, 'service:ec2.amazonaws.com')],
  ])('is not: %s', (_what, actor) => {
    expect(idsFor(caseOf(actor))).toEqual([]);
  });

  test('is dealt with in the partition that it is of', () => {
    const it = caseOf(user({}, `arn:aws-us-gov:iam::${ACCOUNT}:user/dave`));

    expect(offerTargets(it, quarantineUser)[0]?.region).toBe('us-gov-west-1');
  });
});

describe('what records touched', () => {
  const trail: CaseTarget = { type: 'AWS::CloudTrail::Trail', id: 'all', region: 'us-east-1' };
  const record = (eventName: string, more: object = {}) => ({
    eventName,
    region: 'us-east-1',
    actor: user(),
    targets: [{ type: trail.type, id: trail.id }],
    ...more,
  });

  test.each([
    ['stopped', [record('StopLogging')], 1],
    ['changed', [record('UpdateTrail')], 0],
    ['changed and stopped', [record('UpdateTrail'), record('StopLogging')], 1],
    ['not stopped, for lack of rights', [record('StopLogging', { errorCode: 'AccessDenied' })], 0],
    ['changed, while another was stopped', [record('UpdateTrail'), record('StopLogging', { targets: [] })], 0],
    ['touched by records that the case no longer holds', [], 1],
  ])('a trail that was %s', (_what, records, offers) => {
    expect(offerTargets(caseOf(user(), [trail], records), startLogging)).toHaveLength(offers);
  });

  test('is not offered where only informational rules named it, as at the beginning of a case that they began', () => {
    const made = {
      type: 'AWS::IAM::AccessKey',
      id: 'AKIAI44QH8DHBEXAMPLE',
      region: 'us-east-1',
      created: true,
    } as const;
    const role = user({ accessKeyId: 'ASIAIOSFODNN7EXAMPLE' }, `arn:aws:iam::${ACCOUNT}:role/deploy`);

    expect(idsFor(caseOf(role, [made]))).toEqual([made.id]);
    expect(idsFor(caseOf(role, [{ ...made, noted: true }]))).toEqual([]);
    expect(idsFor(caseOf(user(), [{ ...made, id: 'AKIAIOSFODNN7EXAMPLE', noted: true }]))).toEqual([
      'AKIAIOSFODNN7EXAMPLE',
    ]);
  });

  test('a key that was made is offered, one that was deleted is not', () => {
    const key = { type: 'AWS::IAM::AccessKey', id: 'AKIAI44QH8DHBEXAMPLE', region: 'us-east-1' };
    const deleted = { ...record('DeleteAccessKey'), targets: [key] };
    const role = user({}, `arn:aws:iam::${ACCOUNT}:role/deploy`);
    const actor = { ...role, accessKeyId: 'ASIAIOSFODNN7EXAMPLE' };

    expect(idsFor(caseOf(actor, [key], [deleted]))).toEqual([]);
    expect(idsFor(caseOf(actor, [{ ...key, created: true }], [deleted]))).toEqual([key.id]);
  });
});

describe('actions that write in IAM', () => {
  const account: GuardedAccount = { id: ACCOUNT, alias: 'production', regions: ['us-east-1'] };
  const all = [deactivateAccessKey, blockPublicBucket];

  test('are off unless the policy names the role for them, and say so', () => {
    expect(actionsIn(account, all)).toEqual([blockPublicBucket]);
    expect(whyOff(account, deactivateAccessKey)).toBe(
      'Deactivate access key writes in IAM, which is off in production: the policy names no iam-act-role for this account.',
    );
    const on = { ...account, iamActRole: `arn:aws:iam::${ACCOUNT}:role/TrailboltActIam` };
    expect(actionsIn(on, all)).toEqual(all);
    expect(whyOff(on, deactivateAccessKey)).toBeUndefined();
  });

  test('are off, like all others, in an account that the policy does not list', () => {
    expect(actionsIn(undefined, all)).toEqual([]);
  });
});
