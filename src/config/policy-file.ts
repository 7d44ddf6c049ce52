import * as z from 'zod';
import { RISKS, WEEKDAYS } from '../model/policy.ts';
import {
  accountId,
  accountOrGroup,
  arn,
  automationName,
  channel,
  cidr,
  count,
  groupName,
  minutes,
  region,
  subject,
  timeOfDay,
  timeZone,
  userId,
  userOrGroup,
  workspace,
} from './policy-forms.ts';
import { escalation, mutes, route, storm, unit } from './policy-telling.ts';

const strings = z.array(z.string()).default([]);
const tagKey = z.string().min(1).max(128);
const tagValue = z.string().max(256).optional();

const sourceBase = { name: z.string().min(1), accounts: z.array(accountOrGroup).optional() };
const source = z.discriminatedUnion('kind', [
  z.strictObject({
    ...sourceBase,
    kind: z.literal('s3'),
    bucket: z.string().min(3),
    prefix: z.string().default(''),
    announcers: z.array(arn).default([]),
  }),
  z.strictObject({ ...sourceBase, kind: z.literal('logs'), 'log-group': z.string().min(1), owner: accountId }),
  z.strictObject({ ...sourceBase, kind: z.literal('eventbridge'), announcers: z.array(arn).default([]) }),
]);

const approval = z.strictObject({
  name: z.string().min(1),
  actions: strings,
  accounts: z.array(accountOrGroup).default([]),
  risks: z.array(z.enum(RISKS)).default([]),
  tags: z.array(z.strictObject({ key: tagKey, value: tagValue })).default([]),
  approvers: z.array(subject).default([]),
  quorum: count(1, 10).optional(),
  'allow-self': z.boolean().optional(),
  'request-lifetime-minutes': minutes().optional(),
  'reason-min-length': count(0, 200).default(3),
  mention: z.array(userOrGroup).default([]),
});

const quietHours = z.strictObject({
  'time-zone': timeZone,
  from: timeOfDay.optional(),
  to: timeOfDay.optional(),
  days: z.array(z.enum(WEEKDAYS)).default([]),
  'one-approval-more': z.array(z.enum(RISKS)).default(['disruptive', 'destructive']),
});

const breakGlass = z.strictObject({
  people: z.array(userOrGroup).min(1, 'expected at least one person'),
  accounts: z.array(accountOrGroup).default([]),
  channel,
  'reason-min-length': count(10, 200).default(20),
  'per-hour': count(1, 20).default(2),
});

const automation = z.strictObject({
  name: automationName,
  after: z.array(z.string()).min(1, 'expected at least one inspector or rule'),
  action: z.string().min(1),
  accounts: z.array(accountOrGroup).default([]),
  // Longer, and what it may destroy would be too old when it starts.
  'veto-minutes': count(0, 10).default(5),
});

/** The policy file as people write it. References between its parts are checked elsewhere. */
export const policyFile = z.strictObject({
  version: z.literal(1, { error: 'expected version: 1' }),
  workspace,
  channels: z.strictObject({
    alerts: channel,
    audit: channel.optional(),
    approvals: channel.optional(),
    fallback: channel.optional(),
  }),
  routing: z.array(route).default([]),
  storm: storm.prefault({}),
  mutes: mutes.prefault({}),
  escalation: escalation.optional(),
  accounts: z
    .array(
      z.strictObject({
        id: accountId,
        alias: z.string().min(1).max(40),
        regions: z.array(region).default([]),
        'read-role': arn.optional(),
        'act-role': arn.optional(),
        'iam-act-role': arn.optional(),
        'external-id': z.string().min(2).optional(),
        ou: unit.optional(),
        tags: z.record(tagKey, z.string().max(256)).default({}),
      }),
    )
    .min(1, 'expected at least one account'),
  // An empty group would stand for every account where a rule names it.
  'account-groups': z
    .array(z.strictObject({ name: groupName, accounts: z.array(accountId).min(1, 'expected at least one account') }))
    .default([]),
  sources: z.array(source).default([]),
  people: z.array(z.strictObject({ slack: userId, name: z.string().min(1), aws: strings })).default([]),
  roles: z
    .strictObject({
      viewer: z.array(subject).default([]),
      responder: z.array(subject).default([]),
      approver: z.array(subject).default([]),
      admin: z.array(subject).default([]),
    })
    .prefault({}),
  approvals: z.array(approval).default([]),
  protected: z
    .strictObject({
      accounts: z.array(accountOrGroup).default([]),
      tags: z.array(z.strictObject({ key: tagKey, value: tagValue, quorum: count(2, 10).optional() })).default([]),
    })
    .prefault({}),
  budgets: z
    .strictObject({
      people: z
        .strictObject({ 'per-person': count(0, 1000).default(10), 'per-account': count(0, 1000).default(30) })
        .prefault({}),
      automations: z
        .strictObject({ 'per-actor': count(0, 1000).default(3), 'per-account': count(0, 1000).default(6) })
        .prefault({}),
    })
    .prefault({}),
  automations: z.array(automation).default([]),
  'quiet-hours': quietHours.optional(),
  'break-glass': breakGlass.optional(),
  'request-lifetime-minutes': minutes().default(60),
  networks: z
    .array(z.strictObject({ cidr, name: z.string().min(1).max(60) }))
    .max(200)
    .default([]),
  // The engine finds a name between two percent signs by this form.
  placeholders: z
    .record(z.string().regex(/^\w[\w.-]*$/u), z.array(z.string().min(1)), {
      error: ({ code }) =>
        code === 'invalid_key' ? 'expected a name of letters, digits, "_", "." and "-"' : undefined,
    })
    .default({}),
});

export type PolicyFile = z.output<typeof policyFile>;

/** What could be read of a file that has problems: the parts that are well-formed by themselves. */
export function readableParts(value: unknown): Partial<PolicyFile> {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const parts = Object.entries(policyFile.shape).flatMap(([key, schema]) => {
    const part = schema.safeParse(given[key]);
    return part.success ? [[key, part.data]] : [];
  });
  return Object.fromEntries(parts) as Partial<PolicyFile>;
}
