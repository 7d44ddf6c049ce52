import { createHash, randomUUID } from 'node:crypto';
import { ALERT_SCHEMA, type Alert, type AlertRule } from '../../src/model/alert.ts';
import type { Actor } from '../../src/model/actor.ts';

/** An alert, as it travels on the topic, about one new record of an actor who reads a secret in their own account. */
export function secretRead(
  actor: Actor & { readonly account: string },
  rule: Pick<AlertRule, 'id' | 'title' | 'level'>,
): Alert {
  const { account } = actor;
  const eventID = randomUUID();
  const at = new Date().toISOString();
  return {
    schema: ALERT_SCHEMA,
    id: createHash('sha256').update(eventID).digest('hex'),
    rule: { ...rule, falsePositives: [], attack: [] },
    account,
    region: 'us-east-1',
    actor,
    records: [
      {
        eventID,
        eventTime: at,
        eventName: 'GetSecretValue',
        eventSource: 'secretsmanager.amazonaws.com',
        account,
        region: 'us-east-1',
        actor,
        targets: [],
      },
    ],
    references: [{ eventID, source: 'org-trail' }],
    firstAt: at,
    lastAt: at,
  };
}
