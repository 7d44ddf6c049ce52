import { note } from '../../blocks/note.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { Gesture } from './unit.ts';

/** Longer than this nobody should wait for an answer without a word, in milliseconds. */
const PATIENCE_MS = 2500;
const REMEMBERED_SECONDS = 60 * 60;

/**
 * Does what a command asks for, and says that it is at work where that takes long. Nothing is said of what is answered at once:
 * a command's answer cannot take the place of its acknowledgement, which would stand beside it for good. Its `response_url`
 * has no original message: https://github.com/slackapi/bolt-js/issues/2287, https://github.com/slackapi/bolt-python/issues/1268.
 */
export async function patiently<T>(
  ports: { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly patienceMs?: number | undefined },
  { key, tell }: Pick<Gesture, 'key' | 'tell'>,
  work: () => Promise<T>,
): Promise<T> {
  let saying: Promise<void> | undefined;
  const timer = setTimeout(() => {
    saying = sayOnce(ports, key, () => tell(note('Working on it…'))).catch((error: unknown) =>
      ports.log.error('slack.not-told', error, { key }),
    );
  }, ports.patienceMs ?? PATIENCE_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    await saying;
  }
}

/** Once for all tries: Slack takes five answers to one command, and the last of them has to be the answer. */
async function sayOnce(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  key: string,
  say: () => Promise<unknown>,
): Promise<void> {
  const expiresAt = Math.floor(clock.now() / 1000) + REMEMBERED_SECONDS;
  const mark = { partition: `working#${key}`, sort: 'said' };
  const { ok } = await store.commit([{ kind: 'put', key: mark, value: {}, if: 'absent', expiresAt }]);
  if (ok) await say();
}
