import { levelRank, type Level } from '../model/level.ts';
import type { StormBounds } from '../model/policy.ts';
import type { Clock } from '../ports/clock.ts';
import type { Item, Key, Store, Write } from '../ports/store.ts';
import { heldKey, type HeldCase } from './held-cases.ts';
import { outboxWrite, type OutboxEntry } from './outbox.ts';

/** The first digest waits this long, so that it counts more than one case; later ones follow at this distance. */
export const DIGEST_MS = { first: 4000, next: 30_000 } as const;
/** A storm that lasts longer begins anew, with a digest that people see, in milliseconds. */
const LONGEST_MS = 6 * 60 * 60_000;
/** What was held is remembered this long, for the digest's menu, in seconds. */
const HELD_SECONDS = 7 * 24 * 60 * 60;
/** A poster that has lost its lease meets the one that has it. */
const TRIES = 3;
/** Cards that a digest links to. */
const SHOWN = 12;

/** A channel in which more cases are opened than anybody could read. */
export interface Storm {
  readonly id: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly lastHeldAt: number;
  /** Cards posted in the window in which it began and since, and the most severe of them. */
  readonly posted: number;
  readonly shown: readonly ShownCard[];
}

export interface ShownCard {
  readonly caseId: string;
  readonly level: Level;
  readonly title: string;
  readonly actor: string;
  readonly link?: string;
}

/** When the newest cards of a channel were posted: of level high, and of milder ones. */
interface ChannelCards {
  readonly severe: readonly number[];
  readonly mild: readonly number[];
  readonly storm?: Storm;
}

const NONE: ChannelCards = { severe: [], mild: [] };

function stateKey(channel: string): Key {
  return { partition: 'storm', sort: channel };
}

/**
 * The cards of one channel, for the poster that holds the channel's lease: nobody else writes here.
 */
export class StormWatch {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #channel: string;
  readonly #bounds: StormBounds;
  #item: Item<ChannelCards> | undefined;

  private constructor(store: Store, clock: Clock, channel: string, bounds: StormBounds) {
    this.#store = store;
    this.#clock = clock;
    this.#channel = channel;
    this.#bounds = bounds;
  }

  static async read(store: Store, clock: Clock, channel: string, bounds: StormBounds): Promise<StormWatch> {
    const watch = new StormWatch(store, clock, channel, bounds);
    await watch.#read();
    return watch;
  }

  get storm(): Storm | undefined {
    return this.#cards.storm;
  }

  get #cards(): ChannelCards {
    return this.#item?.value ?? NONE;
  }

  /** May a card of this level be posted now? Critical ones always may. */
  admits(level: Level): boolean {
    return level === 'critical' || this.#recent(level).length < this.#bounds.cards;
  }

  /** Has the storm lasted long enough without a card that was held, or too long altogether? */
  isOver(storm: Storm): boolean {
    const now = this.#clock.now();
    return now - storm.lastHeldAt >= this.#bounds.quiet * 1000 || now - storm.startedAt >= LONGEST_MS;
  }

  /** Takes a card out of the outbox and into the digest, in one commit. Where anything was written anew, nothing changes. */
  async hold(entry: Item<OutboxEntry>, held: HeldCase): Promise<void> {
    const now = this.#clock.now();
    const known = this.#cards.storm;
    const storm: Storm =
      known === undefined
        ? {
            id: this.#clock.id().slice(0, 12),
            startedAt: now,
            lastHeldAt: now,
            posted: this.#recentlyPosted(),
            shown: [],
          }
        : { ...known, lastHeldAt: now };
    await this.#change({ ...this.#cards, storm }, [
      { kind: 'delete', key: entry, if: { version: entry.version } },
      {
        kind: 'put',
        key: heldKey(this.#channel, storm.id, held.caseId),
        value: held,
        if: 'any',
        expiresAt: Math.floor(now / 1000) + HELD_SECONDS,
      },
      ...(known === undefined ? [digestEntry(this.#channel, storm, now + DIGEST_MS.first)] : []),
    ]);
  }

  /** A card was posted for the first time. */
  async posted(card: ShownCard): Promise<void> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const now = this.#clock.now();
      const { storm } = this.#cards;
      const key = card.level === 'high' ? 'severe' : 'mild';
      const next: ChannelCards = {
        ...this.#cards,
        ...(card.level === 'critical' ? {} : { [key]: [...this.#recent(card.level), now].slice(-this.#bounds.cards) }),
        ...(storm === undefined ? {} : { storm: withCard(storm, card) }),
      };
      const held: readonly Write[] =
        storm === undefined ? [] : [{ kind: 'delete', key: heldKey(this.#channel, storm.id, card.caseId), if: 'any' }];
      if (await this.#change(next, held)) return;
    }
  }

  /** Ends the storm, with what belongs to that. */
  async end(writes: readonly Write[]): Promise<void> {
    const { storm: _over, ...rest } = this.#cards;
    await this.#change(rest, writes);
  }

  /** False where another poster, who has the lease by now, was first: then what it wrote is known here, too. */
  async #change(next: ChannelCards, writes: readonly Write[]): Promise<boolean> {
    const commit = await this.#store.commit([
      {
        kind: 'put',
        key: stateKey(this.#channel),
        value: next,
        if: this.#item === undefined ? 'absent' : { version: this.#item.version },
      },
      ...writes,
    ]);
    await this.#read();
    return commit.ok;
  }

  async #read(): Promise<void> {
    this.#item = await this.#store.get<ChannelCards>(stateKey(this.#channel));
  }

  /** Those that came right before the storm belong to what people see of it. */
  #recentlyPosted(): number {
    return this.#recent('high').length + this.#recent('medium').length;
  }

  #recent(level: Level): readonly number[] {
    const from = this.#clock.now() - this.#bounds.window * 1000;
    return (level === 'high' ? this.#cards.severe : this.#cards.mild).filter((at) => at > from);
  }
}

/** The digest's entry, which is written anew as long as the storm lasts. */
export function digestEntry(channel: string, storm: Pick<Storm, 'id' | 'startedAt'>, notBefore: number): Write {
  return outboxWrite(channel, 0, storm.startedAt, { kind: 'digest', id: storm.id, notBefore });
}

function withCard(storm: Storm, card: ShownCard): Storm {
  const shown = [...storm.shown.filter(({ caseId }) => caseId !== card.caseId), card]
    .toSorted((a, b) => levelRank(b.level) - levelRank(a.level))
    .slice(0, SHOWN);
  return { ...storm, posted: storm.posted + 1, shown };
}
