import type { ValueMemory } from './judge.ts';

/** What one process knows of the store: it may have changed there, but never back. */
export interface FirstSeenCache {
  startOf(group: string): number | undefined;
  setStart(group: string, day: number): void;
  valueOf(group: string, value: string): ValueMemory | undefined;
  setValue(group: string, value: string, memory: ValueMemory): void;
}

/** Keeps so many groups and values; when there are more, those that were set longest ago go. */
export function createCache(most: number): FirstSeenCache {
  const starts = new Map<string, number>();
  const values = new Map<string, ValueMemory>();
  return {
    startOf: (group) => starts.get(group),
    setStart: (group, day) => set(starts, group, day, most),
    valueOf: (group, value) => values.get(`${group} ${value}`),
    setValue: (group, value, memory) => set(values, `${group} ${value}`, memory, most),
  };
}

/** A map keeps the order of insertion, so what is inserted anew goes last. */
function set<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.size > most ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
}
