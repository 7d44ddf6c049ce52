import type { Json } from './json.ts';

/**
 * One text for one value, whatever the order of its members: the JSON Canonicalization Scheme (RFC 8785), that is no white
 * space, members in the order of their names' UTF-16 code units, numbers and strings as ECMAScript's `JSON.stringify`
 * writes them. Beyond the RFC, half a surrogate pair is written as its escape (`\ud800`) instead of being refused.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((element: Json) => canonicalJson(element)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    // The default order of JavaScript's strings is that of their UTF-16 code units.
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
