import * as z from 'zod';
import { LEVELS } from '../model/level.ts';
import {
  accountOrGroup,
  channel,
  count,
  minutes,
  organizationalUnit,
  ruleId,
  topicArn,
  userOrGroup,
} from './policy-forms.ts';

/** An organizational unit's path of names. */
export const unit = organizationalUnit;

/** Which channel a new case goes to. */
export const route = z.strictObject({
  name: z.string().min(1),
  channel,
  levels: z.array(z.enum(LEVELS)).default([]),
  accounts: z.array(accountOrGroup).default([]),
  ous: z.array(unit).default([]),
  tags: z.array(z.strictObject({ key: z.string().min(1).max(128), value: z.string().max(256).optional() })).default([]),
  rules: z.array(ruleId).default([]),
});

/** When a channel gets a digest instead of cards. */
export const storm = z.strictObject({
  cards: count(1, 100).default(10),
  'window-minutes': minutes().default(5),
  'quiet-minutes': minutes().default(10),
});

/** How long a rule may be muted. */
export const mutes = z.strictObject({
  'longest-days': count(1, 90).default(30),
  'longest-severe-days': count(1, 30).default(7),
});

/** Who is called to a critical case that nobody acknowledges. */
export const escalation = z.strictObject({
  mention: z.array(userOrGroup).min(1, 'expected at least one user or user group'),
  'mention-after-minutes': minutes().default(10),
  'pager-topic': topicArn.optional(),
  'page-after-minutes': minutes().default(20),
});
