import type { Awaitable } from '../awaitable.ts';
import type { SigmaCorrelation } from '../types.ts';
import { emptyWindow } from './window.ts';
import type { Window } from './window.ts';

/** Names one window. */
export interface WindowKey {
  /** Id of the correlation rule. */
  readonly rule: string;
  /** The values of the fields that the correlation groups by, in their order. */
  readonly group: readonly string[];
  /** Both as one text, which no other window has. */
  readonly text: string;
}

export function windowKey(rule: string, group: readonly string[]): WindowKey {
  return { rule, group, text: JSON.stringify([rule, ...group]) };
}

/** Where windows are kept between events. */
export interface CorrelationState {
  /**
   * Runs a step on a window and keeps what the step made of it. The window is the step's own to change; a new one is empty.
   * No other step may have run on that window in between: a store that sees that one has (a condition on the version that
   * was read) runs the step again on the window as it then is, so a step has no effects but on the window.
   * `keepFor` is how long, in seconds after `newest` (milliseconds since 1970), a window can still be needed.
   */
  update<Result>(
    key: WindowKey,
    step: (window: Window) => Result,
    life: { readonly newest: number; readonly keepFor: number },
  ): Awaitable<Result>;
  /** Of a state that nobody else can change: its windows, to be changed in place without waiting. */
  readonly inPlace?: WindowsInPlace;
  /** How many entries a window keeps, where that is fewer than {@link WINDOW_LIMITS} allows. */
  readonly entriesOf?: (correlation: SigmaCorrelation) => number;
}

export interface WindowsInPlace {
  /** The window, which is to be closed again before another one is opened. */
  open(key: WindowKey): Window;
  close(key: WindowKey, window: Window): void;
}

/** State in memory, bounded: when there are too many entries, the windows that were idle longest are given up. */
export interface MemoryState extends CorrelationState {
  /** Windows given up, which may have cost matches. */
  readonly dropped: number;
}

export function createMemoryState(maxEntries = 500_000): MemoryState {
  // A map keeps the order of insertion, so re-inserting on use leaves the idlest window in front.
  const windows = new Map<string, Window>();
  let entries = 0;
  let dropped = 0;
  const giveUp = (key: string): void => {
    for (const [idle, { entries: given }] of windows) {
      if (entries <= maxEntries || idle === key) return;
      windows.delete(idle);
      entries -= given.length;
      dropped += 1;
    }
  };
  const inPlace: WindowsInPlace = {
    open({ text }) {
      const window = windows.get(text);
      if (window === undefined) return emptyWindow();
      windows.delete(text);
      entries -= window.entries.length;
      return window;
    },
    close({ text }, window) {
      windows.set(text, window);
      entries += window.entries.length;
      if (entries > maxEntries) giveUp(text);
    },
  };
  return {
    get dropped() {
      return dropped;
    },
    inPlace,
    update(key, step) {
      const window = inPlace.open(key);
      const result = step(window);
      inPlace.close(key, window);
      return result;
    },
  };
}
