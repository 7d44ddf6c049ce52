import type { JsonObject } from '../../model/json.ts';

/** A text of a plan's material; empty where the plan has none, which no id is. */
export function textIn(material: JsonObject, key: string): string {
  const value = material[key];
  return typeof value === 'string' ? value : '';
}
