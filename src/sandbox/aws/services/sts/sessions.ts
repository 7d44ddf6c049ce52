import type { AccountState } from '../../state/account.ts';
import { iamId, secretKey, sessionToken } from '../../state/ids.ts';
import type { Role, Session } from '../../state/principals.ts';

export interface SessionFacts {
  readonly role: Role;
  readonly name: string;
  readonly seconds: number;
  readonly policy?: Session['policy'];
  readonly sourceIdentity?: string;
  readonly tags?: ReadonlyMap<string, string>;
  readonly transitiveTags?: ReadonlySet<string>;
  readonly chained?: boolean;
  readonly invokedBy?: string;
}

/** Temporary credentials; they end by themselves when their time is over. */
export function openSession(account: AccountState, facts: SessionFacts): Session {
  const { role, name, seconds, policy, sourceIdentity, invokedBy } = facts;
  const now = Math.floor(account.schedule.now() / 1000) * 1000;
  const session: Session = {
    accessKeyId: iamId('ASIA'),
    secret: secretKey(),
    token: sessionToken(),
    role,
    name,
    arn: `arn:aws:sts::${account.id}:assumed-role/${role.name}/${name}`,
    createdAt: now,
    expiresAt: now + seconds * 1000,
    ...(policy === undefined ? {} : { policy }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    tags: facts.tags ?? new Map(),
    transitiveTags: facts.transitiveTags ?? new Set(),
    chained: facts.chained ?? false,
    ...(invokedBy === undefined ? {} : { invokedBy }),
  };
  account.sessions.set(session.accessKeyId, session);
  return session;
}
