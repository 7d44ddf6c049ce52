import * as z from 'zod/mini';
import { ALERT_LIMITS, ALERT_SCHEMA, type Alert } from '../model/alert.ts';
import { LEVELS } from '../model/level.ts';

/** What becomes part of a key in the store is bounded here: whoever may publish on the topic writes these texts. */
const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));
const optionalText = (max: number) => z.exactOptional(z.string().check(z.maxLength(max)));

const actor = z.object({
  type: text(200),
  arn: optionalText(4096),
  account: optionalText(200),
  root: z.object({ id: text(2048), name: text(200) }),
  session: optionalText(200),
  accessKeyId: optionalText(200),
  mfa: z.exactOptional(z.boolean()),
  invokedBy: optionalText(200),
  sourceIdentity: optionalText(200),
});

const targetFields = {
  type: text(200),
  id: text(256),
  arn: optionalText(2048),
  name: optionalText(200),
  created: z.exactOptional(z.boolean()),
};

const target = z.object(targetFields);

const moreThanListed = z.exactOptional(z.int().check(z.minimum(1)));

const parameters = z.exactOptional(z.record(z.string(), z.json()));

/** Values by the names of their fields. */
const named = z.record(z.string(), z.string().check(z.maxLength(400)));

const summary = z.object({
  eventID: text(128),
  eventTime: text(64),
  eventName: text(200),
  eventSource: text(200),
  account: text(128),
  region: text(200),
  actor,
  sourceIPAddress: optionalText(300),
  userAgent: optionalText(600),
  errorCode: optionalText(200),
  errorMessage: optionalText(1100),
  requestID: optionalText(200),
  targets: z.array(target),
  targetsOmitted: moreThanListed,
  requestParameters: parameters,
  responseElements: parameters,
});

const reference = z.object({
  eventID: text(128),
  source: text(200),
  bucket: optionalText(300),
  key: optionalText(1100),
});

/** `trailbolt.alert/1`. Fields that a later version adds are let through and dropped. */
export const alertSchema = z.object({
  schema: z.literal(ALERT_SCHEMA),
  id: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  rule: z.object({
    id: text(200),
    name: optionalText(200),
    title: text(300),
    level: z.enum(LEVELS),
    description: optionalText(4096),
    whatToDo: optionalText(4096),
    falsePositives: z.array(z.string()),
    attack: z.array(z.string()),
  }),
  account: text(128),
  region: text(200),
  actor,
  records: z.array(summary).check(z.minLength(1), z.maxLength(ALERT_LIMITS.summaries)),
  references: z.array(reference).check(z.minLength(1)),
  principals: z.exactOptional(z.array(text(600)).check(z.maxLength(101))),
  created: z.exactOptional(
    z.array(z.object({ ...targetFields, region: text(200) })).check(z.maxLength(ALERT_LIMITS.created)),
  ),
  createdOmitted: moreThanListed,
  seen: z.exactOptional(z.array(z.object({ id: text(256), words: text(1000) })).check(z.maxLength(20))),
  firstAt: text(64),
  lastAt: text(64),
  correlated: z.exactOptional(z.object({ group: named, value: z.number(), count: z.int() })),
  firstSeen: z.exactOptional(
    z
      .array(z.object({ eventID: text(128), group: named, values: named, timespan: z.int() }))
      .check(z.maxLength(ALERT_LIMITS.summaries)),
  ),
});

/** The alert, if the value is one. */
export function asAlert(value: unknown): Alert | undefined {
  const parsed = alertSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
