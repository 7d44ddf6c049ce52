import { bareName, sameName } from './wanted.ts';

/** Names that are offered, and characters of one that are compared. */
const MOST = { offered: 3, compared: 64 } as const;

/** The names that somebody who typed `word` may have meant, the nearest first: a letter or two apart, or longer ones. */
export function nearNames(word: string, names: Iterable<string>): readonly string[] {
  const wanted = word.toLowerCase().slice(0, MOST.compared);
  const far = Math.max(1, Math.min(2, Math.floor(wanted.length / 3)));
  const found = new Map<string, number>();
  for (const name of names) {
    const bare = bareName(name);
    const distance = sameName(bare, word) ? 0 : distanceOf(wanted, bare.toLowerCase());
    if (distance !== undefined && distance <= far) found.set(bare, distance);
  }
  return [...found]
    .toSorted(([a, one], [b, other]) => one - other || a.localeCompare(b))
    .slice(0, MOST.offered)
    .map(([name]) => name);
}

/** How many letters have to be put in, taken out or changed; a name that goes on after the word is one away. */
function distanceOf(word: string, name: string): number | undefined {
  if (word.length >= 3 && name.startsWith(word)) return 1;
  if (name.length > MOST.compared || Math.abs(word.length - name.length) > 2) return undefined;
  let row = Array.from({ length: name.length + 1 }, (_, index) => index);
  for (const [at, letter] of word.split('').entries()) {
    const next = [at + 1];
    for (const [index, other] of name.split('').entries())
      next.push(
        Math.min((row[index] ?? 0) + (letter === other ? 0 : 1), (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1),
      );
    row = next;
  }
  return row.at(-1);
}
