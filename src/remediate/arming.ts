import { TrailboltError } from '../errors.ts';
import type { Arming, Automation } from '../model/automation.ts';
import type { Person } from '../model/person.ts';
import type { Audit } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Item, Key, Store, Write } from '../ports/store.ts';

/** Would-have-runs are remembered this long, in seconds, and so many of each automation are shown. */
const REHEARSED_SECONDS = 30 * 24 * 60 * 60;
const SHOWN = 10;

/** Something that an automation would have done, had it been armed. */
export interface Rehearsal {
  /** Unix milliseconds. */
  readonly at: number;
  readonly caseId: string;
  readonly account: string;
  readonly action: string;
  readonly targets: readonly string[];
}

export interface ArmPorts {
  readonly store: Store;
  readonly audit: Audit;
  readonly clock: Clock;
}

function armingKey(name: string): Key {
  return { partition: 'automation', sort: name };
}

/** Who armed the automation as it is now; undefined: nobody, or it was changed since. */
export async function readArming(store: Store, automation: Automation): Promise<Arming | undefined> {
  const arming = (await store.get<Arming>(armingKey(automation.name)))?.value;
  return arming?.digest === automation.digest ? arming : undefined;
}

/**
 * Lets an automation act, as it is in the policy now, or stops that.
 * @throws TrailboltError `automation.changed` when somebody else is doing it at this moment.
 */
export async function setArmed(
  ports: ArmPorts,
  automation: Automation,
  armed: boolean,
  click: { readonly person: Person; readonly key: string },
): Promise<void> {
  const key = armingKey(automation.name);
  const item: Item<Arming> | undefined = await ports.store.get<Arming>(key);
  const at = ports.clock.now();
  const value: Arming = { by: click.person.id, at, digest: automation.digest };
  const write: Write[] = armed
    ? [{ kind: 'put', key, value, if: item === undefined ? 'absent' : { version: item.version } }]
    : item === undefined
      ? []
      : [{ kind: 'delete', key, if: { version: item.version } }];
  if (write.length > 0 && !(await ports.store.commit(write)).ok)
    throw new TrailboltError(
      'automation.changed',
      `Somebody else has just changed ${automation.name}; look at it again.`,
    );
  await ports.audit.append({
    id: `automation.${armed ? 'armed' : 'disarmed'}:${automation.name}:${click.key}`,
    chain: 'system',
    at: new Date(at).toISOString(),
    event: armed ? 'automation.armed' : 'automation.disarmed',
    who: click.person.id,
    data: { automation: automation.name, digest: automation.digest },
  });
}

/** The write that remembers a would-have-run, once per id. */
export function rehearsed(name: string, id: string, rehearsal: Rehearsal): Write {
  return {
    kind: 'put',
    key: { partition: `rehearsal#${name}`, sort: `${String(rehearsal.at).padStart(13, '0')}#${id}` },
    value: rehearsal,
    if: 'any',
    expiresAt: Math.floor(rehearsal.at / 1000) + REHEARSED_SECONDS,
  };
}

/** The newest would-have-runs of an automation, and whether there are more. */
export async function readRehearsals(
  store: Store,
  name: string,
): Promise<{ readonly newest: readonly Rehearsal[]; readonly more: boolean }> {
  const page = await store.list<Rehearsal>(`rehearsal#${name}`, { reverse: true, limit: SHOWN });
  return { newest: page.items.map((item) => item.value), more: page.next !== undefined };
}
