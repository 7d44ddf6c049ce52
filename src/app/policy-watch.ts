import { createHash } from 'node:crypto';
import { note } from '../../blocks/note.ts';
import { policyNotice } from '../../blocks/policy-notice.ts';
import { policyDiff } from '../config/policy-diff.ts';
import type { Policy } from '../model/policy.ts';
import type { Audit } from '../ports/audit.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { PolicyReading } from '../ports/policy-in-force.ts';
import type { Key, Store, Write } from '../ports/store.ts';

/** The policy that was in force when somebody last looked, and what was wrong with its file then. */
interface Watched {
  readonly policy: Policy;
  /** When the file was read that this says something of, Unix milliseconds. */
  readonly readAt: number;
  readonly problem?: string;
}

const KEY: Key = { partition: 'policy', sort: 'watched' };

/**
 * Tells once what changed in the policy, and once that a newer file is wrong and the last good one stays in force. Of
 * several processes that notice it, one tells; what a process has read longer ago than another is no news.
 */
export async function watchPolicy(
  ports: { readonly store: Store; readonly audit: Audit; readonly outbox: Outbox },
  policy: Policy,
  reading: PolicyReading,
): Promise<void> {
  const item = await ports.store.get<Watched>(KEY);
  const known = item?.value;
  if (known !== undefined && reading.at <= known.readAt) return;
  const changed = known !== undefined && known.policy.digest !== policy.digest;
  const problem = reading.problem !== known?.problem;
  if (known !== undefined && !changed && !problem) return;
  const at = new Date(reading.at).toISOString();
  const append = (event: string, data: Readonly<Record<string, string>>): Promise<unknown> =>
    // Before the commit: whoever finds it done need not wonder whether it was audited.
    ports.audit.append({
      id: `${event}:${item?.version ?? 'first'}`,
      chain: 'system',
      at,
      event,
      who: 'trailbolt',
      data,
    });
  const { alerts, audit } = policy.channels;
  const writes: Write[] = [];
  if (known === undefined || changed) {
    await append('policy.changed', { from: known?.policy.digest ?? '', to: policy.digest });
    if (known !== undefined && audit !== undefined) {
      const changes = policyDiff(known.policy, policy);
      const notice = policyNotice({ from: known.policy.digest, to: policy.digest, changes });
      writes.push(ports.outbox.plain(`policy-${item?.version ?? ''}`, audit, notice));
    }
  }
  if (problem) {
    await append(reading.problem === undefined ? 'policy.mended' : 'policy.invalid', {
      problem: reading.problem ?? '',
      digest: policy.digest,
    });
    const id = `policy-problem-${createHash('sha256')
      .update(`${at} ${reading.problem ?? ''}`)
      .digest('hex')
      .slice(0, 16)}`;
    for (const channel of new Set([alerts, audit ?? alerts]))
      writes.push(ports.outbox.plain(id, channel, problemNote(reading.problem, policy)));
  }
  const next: Watched = {
    policy,
    readAt: reading.at,
    ...(reading.problem === undefined ? {} : { problem: reading.problem }),
  };
  // Losing this race is fine: the winner tells the same.
  await ports.store.commit([
    { kind: 'put', key: KEY, value: next, if: item === undefined ? 'absent' : { version: item.version } },
    ...writes,
  ]);
}

function problemNote(problem: string | undefined, policy: Policy): ReturnType<typeof note> {
  const force = policy.digest.slice(0, 12);
  return note(
    problem === undefined
      ? `The policy file is good again; policy ${force} is in force.`
      : `The newest policy file is not in force, the last good one (${force}) stays. ${problem}`,
  );
}
