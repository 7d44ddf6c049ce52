import { homeView } from '../../../blocks/home.ts';
import { TrailboltError } from '../../errors.ts';
import type { HomeFilter, HomeTab } from '../../model/home.ts';
import type { Person } from '../../model/person.ts';
import type { Chat, ChatMessage } from '../../ports/chat.ts';
import type { Key, Store } from '../../ports/store.ts';

/** Two workers at one person's Home lose races; each reads again. */
const TRIES = 5;
/** Whoever has not looked for so long begins with no filter again. */
const REMEMBERED_SECONDS = 180 * 24 * 60 * 60;

export interface HomePorts {
  readonly store: Store;
  readonly chat: Pick<Chat, 'publishHome'>;
  /** Unix milliseconds. */
  now(): number;
  /** What the person's Home shows now. */
  read(person: Person, filter: HomeFilter): Promise<HomeTab>;
}

/** What is kept of somebody's Home: the filter, and the hash by which Slack knows what it shows. */
interface Kept {
  readonly filter: HomeFilter;
  readonly hash?: string;
}

/**
 * Reads and publishes a person's Home. Of two at once the one that read first cannot be shown last: Slack takes a view
 * only in the place of the one that was there before the reading began.
 * @throws TrailboltError what the store and Slack throw; `chat.hash-contended` when others publish all the time.
 */
export async function publishHome(
  ports: HomePorts,
  person: Person,
  { choose = (filter) => filter, notice }: { choose?: (filter: HomeFilter) => HomeFilter; notice?: ChatMessage } = {},
): Promise<void> {
  const key: Key = { partition: `home#${person.id}`, sort: 'home' };
  let conflict: string | undefined;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const item = await ports.store.get<Kept>(key);
    const filter = choose(item?.value.filter ?? {});
    const view = homeView(await ports.read(person, filter), notice);
    // What conflicts again although nobody wrote down another hash is one that Slack does not know any more. Whoever else
    // published did so before this reading, so nothing newer is overwritten.
    const expected = item === undefined || item.version === conflict ? undefined : item.value.hash;
    let hash: string | undefined;
    try {
      hash = await ports.chat.publishHome(person.id, view, expected);
    } catch (error) {
      if (error instanceof TrailboltError && error.details['slackError'] === 'hash_conflict') {
        conflict = item?.version;
        continue;
      }
      throw error;
    }
    const { ok } = await ports.store.commit([
      {
        kind: 'put',
        key,
        value: { filter, ...(hash === undefined ? {} : { hash }) } satisfies Kept,
        if: item === undefined ? 'absent' : { version: item.version },
        expiresAt: Math.floor(ports.now() / 1000) + REMEMBERED_SECONDS,
      },
    ]);
    if (ok) return;
  }
  throw new TrailboltError('chat.hash-contended', 'Your Home tab is changing too fast; open it again.');
}
