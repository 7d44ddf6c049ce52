/** Runs of base64 that are long enough to hold a name and a secret. */
export const encodedIn = /(?<![\w+/=-])[\w+/-]{24,}={0,2}/g;

/** What a run of base64 says, where that is text; undefined for anything else, such as ids, digests and keys. */
export function decoded(packed: string): string | undefined {
  const text = Buffer.from(packed, 'base64').toString('utf8');
  return text.length > 0 && !/[^\P{Cc}\t\n\r]|\uFFFD/u.test(text) ? text : undefined;
}
