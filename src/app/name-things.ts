import { redactText } from '../alert/redact.ts';
import { caseKey } from '../cases/case-store.ts';
import { createOutbox } from '../cases/outbox.ts';
import { keptNames, namesKey } from '../enrich/names/kept-names.ts';
import { readNames, type Nameless } from '../enrich/names/read-names.ts';
import type { Case } from '../model/case.ts';
import { nameKey, PRINCIPAL_TYPE, type LiveNames } from '../model/live-names.ts';
import type { Policy } from '../model/policy.ts';
import type { Aws } from '../ports/aws.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { hasTurn } from './turns.ts';

/** Things of a case that are asked about, and the characters that are kept of a name. */
const MOST = 50;
const LONGEST_NAME = 64;
const KEPT_SECONDS = 90 * 24 * 60 * 60;

export interface NamePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly aws: Aws;
  readonly log: Log;
  readonly policy: () => Promise<Policy>;
}

/**
 * Reads what the things on the card of an open case are called, and has the card drawn anew where that told something. A name that
 * is known is not asked for again. Nothing is read where Trailbolt may not, and in a storm: then there is no time for it.
 */
export async function nameThings(ports: NamePorts, caseId: string): Promise<void> {
  const { store, clock, log } = ports;
  const it = (await store.get<Case>(caseKey(caseId)))?.value;
  if (it === undefined || it.hidden === true || it.status === 'closed') return;
  const { accounts } = await ports.policy();
  if (accounts.find(({ id }) => id === it.account)?.readRole === undefined) return;
  const known = await keptNames(store, caseId);
  const things = thingsOf(it).filter((thing) => known[nameKey(thing)] === undefined);
  if (things.length === 0) return;
  if (!(await hasTurn(ports, 'names', it.account))) {
    log.info('names.skipped', { case: caseId });
    return;
  }
  const found = await readNames(ports, it.account, things);
  if (Object.keys(found).length === 0) return;
  const now = clock.now();
  await store.commit([
    {
      kind: 'put',
      key: namesKey(caseId),
      value: { ...known, ...fit(found) } satisfies LiveNames,
      if: 'any',
      expiresAt: Math.floor(now / 1000) + KEPT_SECONDS,
    },
    createOutbox(() => now).card(it),
  ]);
}

/** The targets, the keys that were used, and who the actor is where the record has no more than an id. */
function thingsOf({ account, actor, records, targets }: Case): readonly Nameless[] {
  const region = records[0]?.region ?? targets[0]?.region;
  const [, unique] = /^principal:(A(?:ID|RO)A[A-Z0-9]{12,30})$/u.exec(actor.root.id) ?? [];
  // Of a user whose ARN the record has it is known whose key it is; keys of other accounts are theirs to tell of.
  const key = actor.root.id.startsWith('arn:') || actor.account !== account ? undefined : actor.accessKeyId;
  return [
    ...(unique === undefined || region === undefined ? [] : [{ type: PRINCIPAL_TYPE, id: unique, region }]),
    ...(key?.startsWith('AKIA') !== true || region === undefined
      ? []
      : [{ type: 'AWS::IAM::AccessKey', id: key, region }]),
    ...targets,
  ].slice(0, MOST);
}

/** Whoever made a thing chose its name: bounded, and without what looks like a secret. */
function fit(names: LiveNames): LiveNames {
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, redactText(name, LONGEST_NAME)]));
}
