import { useEffect, useRef, useState } from 'preact/hooks';
import type { AwsSnapshot } from '../contract.ts';
import { changesBetween, type Change } from './aws-changes.ts';

const HIGHLIGHT_MS = 6000;

/** What changed in the account during the last seconds, by key. */
export function useChanges(aws: AwsSnapshot): ReadonlyMap<string, Change> {
  const before = useRef(aws);
  const newest = useRef(new Map<string, number>());
  const [changes, setChanges] = useState<ReadonlyMap<string, Change>>(new Map());
  useEffect(() => {
    const fresh = changesBetween(before.current, aws);
    before.current = aws;
    if (fresh.size === 0) return;
    const at = performance.now();
    for (const key of fresh.keys()) newest.current.set(key, at);
    setChanges((now) => new Map([...now, ...fresh]));
    setTimeout(() => {
      // What changed again meanwhile stays marked for its own time.
      setChanges((now) => new Map([...now].filter(([key]) => newest.current.get(key) !== at)));
    }, HIGHLIGHT_MS);
  }, [aws]);
  return changes;
}
