import { createHash } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { Key, Store } from '../../ports/store.ts';
import { likenessOf } from '../sigma/correlation/advance.ts';
import type { CorrelationState } from '../sigma/correlation/state.ts';
import { emptyWindow, WINDOW_LIMITS } from '../sigma/correlation/window.ts';
import type { SigmaCorrelation, SigmaRule } from '../sigma/types.ts';
import { createGate, optimistically } from '../optimistic.ts';
import { documentOf, windowOf } from './window-document.ts';
import type { WindowDocument } from './window-document.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** Records come late by this much and still find all their neighbours; CloudTrail delivers within 15 minutes. */
const LATE_SECONDS = 30 * 60;

/** Windows that one detector works on side by side. */
const AT_ONCE = 16;

/** Fewer than this save nothing. */
const FEWEST_ENTRIES = 100;

/**
 * Windows in the store, one document each, for any number of detectors at once: an update is committed on condition that
 * nobody has changed the window since it was read, or runs again. A rule that is edited begins with empty windows.
 */
export function createStoreState({
  store,
  clock,
  rules,
}: {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  readonly rules: readonly SigmaRule[];
}): CorrelationState {
  const correlations = new Map(rules.flatMap((rule) => ('correlation' in rule ? [[rule.id, rule.correlation]] : [])));
  const gate = createGate(AT_ONCE);
  return {
    entriesOf,
    async update({ rule, group }, step, { newest, keepFor }) {
      const correlation = correlations.get(rule);
      const key = keyOf(rule, correlation, group);
      const attempt = async () => {
        const item = await store.get<WindowDocument>(key);
        const window = item === undefined ? emptyWindow() : windowOf(item.value);
        const done = step(window);
        const document = documentOf(window, correlation && likenessOf(correlation));
        if (item !== undefined && JSON.stringify(document) === JSON.stringify(item.value)) return { done };
        const commit = await store.commit([
          {
            kind: 'put',
            key,
            value: document,
            if: item === undefined ? 'absent' : { version: item.version },
            expiresAt: Math.max(item?.expiresAt ?? 0, expiryOf(clock.now(), newest, keepFor)),
          },
        ]);
        return commit.ok ? { done } : undefined;
      };
      return gate(() => optimistically(`a window of rule ${rule}`, attempt));
    },
  };
}

/** Groups and ids are free text of any length, so the key is a hash of them. */
function keyOf(rule: string, correlation: SigmaCorrelation | undefined, group: readonly string[]): Key {
  const hash = createHash('sha256')
    .update(JSON.stringify([rule, correlation, group]))
    .digest('base64url');
  return { partition: `correlation#${hash}`, sort: 'window' };
}

/** A record that says it is from the future must not be kept until then. */
function expiryOf(now: number, newest: number, keepFor: number): number {
  const last = Math.min(Math.max(now, newest), now + DAY_SECONDS * 1000);
  return Math.ceil(last / 1000) + keepFor + DAY_SECONDS;
}

/**
 * A condition that more events can only fulfil needs no more entries than come between two of its matches, for as long as
 * records may be late. Every commit writes the window whole, so that what nobody needs would be paid for each time.
 */
function entriesOf({ type, condition, expression, timespan }: SigmaCorrelation): number {
  const counts = type === 'event_count' || type === 'value_count' || type.startsWith('temporal');
  const needed = condition.map(({ relation, value }) => (relation === 'gt' || relation === 'gte' ? value : Infinity));
  if (!counts || expression !== undefined) return WINDOW_LIMITS.entries;
  const enough = Math.ceil(Math.max(...needed) * (4 + LATE_SECONDS / timespan));
  return Math.min(Math.max(enough, FEWEST_ENTRIES), WINDOW_LIMITS.entries);
}
