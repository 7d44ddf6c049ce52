import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

/** Looks of one kind in one account within a minute: its APIs answer so many questions, and people ask them too. */
const TURNS_A_MINUTE = 10;

/** Takes one of the account's turns of this minute, if one is left. */
export async function hasTurn(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  kind: 'look-around' | 'names',
  account: string,
): Promise<boolean> {
  const now = clock.now();
  const partition = `${kind}#${account}#${Math.floor(now / 60_000)}`;
  for (let turn = 0; turn < TURNS_A_MINUTE; turn += 1) {
    const { ok } = await store.commit([
      {
        kind: 'put',
        key: { partition, sort: String(turn) },
        value: now,
        if: 'absent',
        expiresAt: Math.floor(now / 1000) + 3600,
      },
    ]);
    if (ok) return true;
  }
  return false;
}
