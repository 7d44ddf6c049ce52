import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { SlackSnapshot } from '../contract.ts';
import { compareTs, latestTs, threadMark } from './conversation.ts';
import { readPlace, writePlace, type Place } from './place.ts';

const READ_KEY = 'trailbolt-sandbox-read';

/** Follows the address; going somewhere writes it without filling the browser's history. */
export function usePlace(slack: SlackSnapshot): readonly [Place, (next: Place) => void] {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const latest = useRef(slack);
  latest.current = slack;
  const go = useCallback((next: Place): void => {
    const written = writePlace(next, latest.current);
    history.replaceState(null, '', written);
    setHash(written);
  }, []);
  return [readPlace(hash, slack), go];
}

function stored(): Readonly<Record<string, string>> {
  return JSON.parse(sessionStorage.getItem(READ_KEY) ?? '{}') as Readonly<Record<string, string>>;
}

/**
 * Up to where each person read each channel and thread, in this tab; what is open counts as read while `looks`.
 * @returns by the id of a channel or the mark of a thread, for the person of the place.
 */
export function useReadMarks(slack: SlackSnapshot, place: Place, looks: boolean): (where: string) => string {
  const [marks, setMarks] = useState(stored);
  const { person, channel, thread } = place;
  const latest = latestTs(slack, channel, person);
  useEffect(() => {
    if (!looks) return;
    const read = [channel, ...(thread === undefined ? [] : [threadMark(channel, thread)])]
      .map((where) => `${person}/${where}`)
      .filter((key) => compareTs(latest, marks[key] ?? '0') > 0);
    if (read.length === 0) return;
    const next = { ...marks, ...Object.fromEntries(read.map((key) => [key, latest])) };
    setMarks(next);
    sessionStorage.setItem(READ_KEY, JSON.stringify(next));
  }, [person, channel, thread, latest, looks]);
  return useCallback((where) => marks[`${person}/${where}`] ?? '0', [marks, person]);
}

/** What a number was when somebody last looked; nobody has missed what there was before the page opened. */
export function useLastSeen(value: number, looking: boolean): number {
  const [seen, setSeen] = useState(value);
  useEffect(() => {
    if (looking) setSeen(value);
  }, [value, looking]);
  return seen;
}
