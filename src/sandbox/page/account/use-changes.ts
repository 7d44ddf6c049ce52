import { useEffect, useRef, useState } from 'preact/hooks';
import { changesBetween, type Change } from './changes.ts';
import type { Section } from './thing.ts';

const HIGHLIGHT_MS = 8000;
/** How many are kept to be looked at. */
const KEPT = 200;

export interface LatestChange extends Pick<Change, 'kind' | 'what'> {
  readonly id: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly key: string;
  readonly section: string;
  readonly name: string;
}

export interface AccountNews {
  /** What changed during the last seconds, by key. */
  readonly changes: ReadonlyMap<string, Change>;
  /** Newest first; it stays until newer ones come. */
  readonly latest: readonly LatestChange[];
}

/** What changes in the account while the page is open; in another life it is another account, and nothing changed yet. */
export function useChanges(sections: readonly Section[], life: number): AccountNews {
  const before = useRef(sections);
  const lived = useRef(life);
  const newest = useRef(new Map<string, number>());
  const [changes, setChanges] = useState<ReadonlyMap<string, Change>>(new Map());
  const [latest, setLatest] = useState<readonly LatestChange[]>([]);
  useEffect(() => {
    if (lived.current !== life) {
      lived.current = life;
      before.current = sections;
      setChanges(new Map());
      setLatest([]);
      return;
    }
    const fresh = changesBetween(before.current, sections);
    before.current = sections;
    if (fresh.size === 0) return;
    const at = performance.now();
    for (const key of fresh.keys()) newest.current.set(key, at);
    setChanges((now) => new Map([...now, ...mergedInto(now, fresh)]));
    setLatest((now) => [...inWords(fresh, sections), ...now].slice(0, KEPT));
    setTimeout(() => {
      // What changed again meanwhile stays marked for its own time.
      setChanges((now) => new Map([...now].filter(([key]) => newest.current.get(key) !== at)));
    }, HIGHLIGHT_MS);
  }, [sections, life]);
  return { changes, latest };
}

/** What is new stays new while it changes, and what was said of it a moment ago is not lost. */
function mergedInto(now: ReadonlyMap<string, Change>, fresh: ReadonlyMap<string, Change>): readonly [string, Change][] {
  return [...fresh].map(([key, change]) => {
    const was = now.get(key);
    if (was === undefined || change.kind !== 'changed' || was.kind === 'gone') return [key, change];
    return [key, { ...was, what: [...was.what, ...change.what].slice(-4) }];
  });
}

function inWords(fresh: ReadonlyMap<string, Change>, sections: readonly Section[]): readonly LatestChange[] {
  const at = Date.now();
  const told = (key: string, section: string, name: string): readonly LatestChange[] => {
    const change = fresh.get(key);
    return change === undefined
      ? []
      : [{ id: `${at}/${key}`, at, key, section, name, kind: change.kind, what: change.what }];
  };
  return [
    ...sections.flatMap(({ title, things }) => things.flatMap(({ key, name }) => told(key, title, name))),
    ...[...fresh].flatMap(([key, { was }]) => (was === undefined ? [] : told(key, was.section, was.thing.name))),
  ];
}
