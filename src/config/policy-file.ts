import * as z from 'zod';
import { RISKS } from '../model/policy.ts';

/** Text of one form; `expected` is the whole message, also where the text is missing. */
function text(pattern: RegExp, expected: string) {
  const error = `expected ${expected}`;
  return z.string({ error }).regex(pattern, error);
}

const accountId = text(/^\d{12}$/, 'a twelve-digit account id in quotes');
const arn = text(/^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/, 'an ARN');
const region = text(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a Region such as eu-central-1');
const channel = text(/^[CG][A-Z0-9]{2,}$/, 'a Slack channel id such as C0123ABCD (not its name)');
const userId = text(/^[UW][A-Z0-9]{2,}$/, 'a Slack user id such as U0123ABCD');
const subject = text(/^(members|[UWS][A-Z0-9]{2,})$/, 'a user id (U…), a user group id (S…) or members');
const strings = z.array(z.string()).default([]);

const sourceBase = { name: z.string().min(1), accounts: z.array(accountId).optional() };
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

/** The policy file as people write it. References between its parts are checked elsewhere. */
export const policyFile = z.strictObject({
  version: z.literal(1, { error: 'expected version: 1' }),
  workspace: text(/^T[A-Z0-9]{2,}$/, 'a Slack workspace id such as T0123ABCD'),
  channels: z.strictObject({ alerts: channel, audit: channel.optional() }),
  accounts: z
    .array(
      z.strictObject({
        id: accountId,
        alias: z.string().min(1).max(40),
        regions: z.array(region).default([]),
        'read-role': arn.optional(),
        'act-role': arn.optional(),
        'external-id': z.string().min(2).optional(),
      }),
    )
    .min(1, 'expected at least one account'),
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
  approvals: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        actions: strings,
        accounts: z.array(accountId).default([]),
        risks: z.array(z.enum(RISKS)).default([]),
        approvers: z.array(subject).min(1, 'expected at least one approver'),
        quorum: z.int().min(1).max(10).optional(),
        'allow-self': z.boolean().default(false),
      }),
    )
    .default([]),
  'request-lifetime-minutes': z.number().min(1).max(1440).default(60),
});

export type PolicyFile = z.output<typeof policyFile>;
