import * as fc from 'fast-check';
import type { Question } from '../../src/approve/decide.ts';
import type { FreezeState } from '../../src/model/freeze.ts';
import type { Person } from '../../src/model/person.ts';
import type { PlanTarget, TargetTag } from '../../src/model/plan.ts';
import { RISKS, WEEKDAYS, type ApprovalRule, type Policy, type TagMatch } from '../../src/model/policy.ts';
import type { ActionRequest, Approval, RequestState } from '../../src/model/request.ts';
import { ACCOUNT, NOW, personOf, planOf, policyOf, requestOf, ruleOf, TEAM } from './support.ts';

// Few names, so that the parts of a question meet: most combinations concern the same people, groups and principals.
export const USERS = ['U1', 'U2', 'U3', 'U4'] as const;
const GROUPS = ['S1', 'S2'] as const;
export const PRINCIPALS = ['p1', 'p2', 'p3'] as const;
const DIGESTS = ['d1', 'd2'] as const;
const ACTIONS = ['terminate-instance', 'stop-instance'] as const;
const OTHER_ACCOUNT = '999988887777';
const ACCOUNTS = [ACCOUNT, OTHER_ACCOUNT] as const;
export const STATES: readonly RequestState[] = [
  'pending',
  'approved',
  'running',
  'succeeded',
  'failed',
  'rejected',
  'withdrawn',
  'expired',
  'stale',
];
/** Too short for an emergency, and long enough. */
const REASONS = ['', 'now!', 'The region is on fire, nobody else is up.'] as const;

const mostly = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
export const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values]);
export const time = fc.oneof({ weight: 8, arbitrary: fc.constant(NOW) }, { weight: 1, arbitrary: fc.double() });
/** `of` times in ten. */
const maybe = <T>(value: fc.Arbitrary<T>, of = 6): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: of, arbitrary: value }, { weight: 10 - of, arbitrary: fc.constant(undefined) });

/** Without the keys whose value is undefined. */
function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

export const tagMatch: fc.Arbitrary<TagMatch> = fc
  .record({ key: fc.constantFrom('env', 'tier'), value: maybe(fc.constantFrom('prod', '0'), 5) })
  .map(({ key, value }) => ({ key, ...defined({ value }) }));
const targetTag: fc.Arbitrary<TargetTag> = fc
  .record({
    key: fc.constantFrom('env', 'tier', 'owner'),
    value: fc.constantFrom('prod', '0', ''),
    ignored: maybe(fc.constant('set by the actor'), 3),
  })
  .map(({ key, value, ignored }) => ({ key, value, ...defined({ ignored }) }));

export const target: fc.Arbitrary<PlanTarget> = fc
  .record({ id: fc.constantFrom('i-1', 'i-2'), tags: maybe(fc.array(targetTag, { maxLength: 3 }), 9) })
  .map(({ id, tags }) => ({
    type: 'AWS::EC2::Instance',
    id,
    arn: `arn:aws:ec2:eu-central-1:${ACCOUNT}:instance/${id}`,
    facts: [],
    material: {},
    warnings: [],
    ...defined({ tags }),
  }));

const ruleParts = fc.record({
  actions: some(ACTIONS),
  accounts: some(ACCOUNTS),
  risks: some(RISKS),
  approvers: some<string>([...USERS, ...GROUPS, 'members']),
  allowSelf: fc.boolean(),
  quorum: maybe(fc.integer({ min: 1, max: 4 })),
});
const toRule = ({
  quorum,
  ...rest
}: Omit<Partial<ApprovalRule>, 'quorum'> & { quorum: number | undefined }): ApprovalRule =>
  ruleOf({ ...rest, ...defined({ quorum }) });
export const rule: fc.Arbitrary<ApprovalRule> = ruleParts.map(toRule);
export const tagRule: fc.Arbitrary<ApprovalRule> = fc
  .record({ parts: ruleParts, tags: fc.array(tagMatch, { minLength: 1, maxLength: 2 }) })
  .map(({ parts, tags }) => toRule({ ...parts, tags }));

const quietHours = fc
  .record({
    timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC'),
    night: maybe(fc.record({ from: fc.integer({ min: 0, max: 1439 }), to: fc.integer({ min: 0, max: 1439 }) }), 8),
    days: some(WEEKDAYS),
    stricter: some(RISKS),
  })
  .map(({ night, ...rest }) => ({ ...rest, ...defined({ night }) }));

const breakGlass = fc.record({
  people: some<string>([...USERS, ...GROUPS]),
  accounts: mostly<readonly string[]>([], [ACCOUNT], [OTHER_ACCOUNT]),
  channel: fc.constant('C0SECOND'),
  reasonLength: fc.constant(20),
  perHour: fc.constant(2),
});

export const policy: fc.Arbitrary<Policy> = fc
  .record({
    approvals: fc.array(fc.oneof({ weight: 3, arbitrary: rule }, { weight: 1, arbitrary: tagRule }), { maxLength: 4 }),
    people: fc.array(fc.record({ slack: fc.constantFrom(...USERS), name: fc.constant('x'), aws: some(PRINCIPALS) })),
    accounts: mostly<readonly string[]>([ACCOUNT], [], ACCOUNTS),
    protected: fc.record({
      accounts: mostly<readonly string[]>([], [ACCOUNT], [OTHER_ACCOUNT]),
      tags: fc.array(
        fc
          .record({ tag: tagMatch, quorum: maybe(fc.integer({ min: 2, max: 4 })) })
          .map(({ tag, quorum }) => ({ ...tag, ...defined({ quorum }) })),
        { maxLength: 1 },
      ),
    }),
    quietHours: maybe(quietHours),
    breakGlass: maybe(breakGlass, 8),
  })
  .map(({ accounts, quietHours: quiet, breakGlass: glass, ...rest }) =>
    policyOf({
      ...rest,
      ...defined({ quietHours: quiet, breakGlass: glass }),
      accounts: accounts.map((id) => ({ id, alias: id, regions: ['us-east-1'] })),
    }),
  );

export const person: fc.Arbitrary<Person> = fc
  .record({
    id: fc.constantFrom(...USERS),
    team: mostly<string>(TEAM, 'T2', ''),
    kind: mostly<Person['kind']>('member', 'guest', 'stranger', 'bot', 'deleted'),
    groups: some<string>([...GROUPS, 'members']),
    recentGroups: some<string>(GROUPS),
    unreadableGroups: some<string>(GROUPS),
    aws: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: some(PRINCIPALS) }),
  })
  .map(({ id, groups, ...rest }) => personOf(id, { ...rest, subjects: [id, ...groups] }));

const approval: fc.Arbitrary<Approval> = fc
  .record({
    person: fc.constantFrom<string>(...USERS),
    at: fc.integer({ min: NOW - 1000, max: NOW }),
    digest: mostly<string>('d1', 'd2'),
    policy: fc.constant('p'),
    key: fc.string(),
    emergency: maybe(fc.constantFrom<string>(...REASONS), 2),
  })
  .map(({ emergency, ...rest }) => ({ ...rest, ...defined({ emergency }) }));

export const request: fc.Arbitrary<ActionRequest> = fc
  .record({
    risk: fc.constantFrom(...RISKS),
    action: fc.constantFrom(...ACTIONS),
    account: mostly<string>(...ACCOUNTS),
    digest: mostly<string>(...DIGESTS),
    targets: fc.array(target, { maxLength: 2 }),
    requester: fc.constantFrom<string>(...USERS),
    state: mostly<RequestState>('pending', ...STATES),
    approvals: fc.array(approval, { maxLength: 4 }),
    quorum: fc.integer({ min: 1, max: 4 }),
    suspects: some<string>(PRINCIPALS),
    expiresAt: mostly(NOW + 1000, NOW, NOW - 1, Number.NaN, Number.POSITIVE_INFINITY),
  })
  .map(({ risk, action, account, digest, targets, ...rest }) =>
    requestOf({
      ...rest,
      plan: planOf({ account, digest, targets, action: { id: action, title: 'x', risk, undo: 'none' } }),
    }),
  );

export const freeze: fc.Arbitrary<FreezeState> = fc.record({
  by: fc.constantFrom(...USERS),
  at: fc.constant(NOW),
  reason: fc.string(),
});

export const question: fc.Arbitrary<Question> = fc
  .record({
    request,
    person,
    policy,
    seen: mostly<string>('d1', 'd2', ''),
    suspects: some<string>(PRINCIPALS),
    frozen: maybe(freeze, 1),
    emergency: maybe(fc.constantFrom<string>(...REASONS, REASONS[2]), 3),
    now: time,
  })
  .map(({ emergency, ...rest }) => ({ ...rest, ...defined({ emergency }) }));
