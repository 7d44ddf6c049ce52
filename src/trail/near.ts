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

/** How many letters have to be put in, taken out, changed or swapped; a name that goes on after the word is one away. */
function distanceOf(word: string, name: string): number | undefined {
  if (word.length >= 3 && name.startsWith(word)) return 1;
  if (name.length > MOST.compared || Math.abs(word.length - name.length) > 2) return undefined;
  const rows = [Array.from({ length: name.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= word.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= name.length; column += 1) {
      const same = word[row - 1] === name[column - 1];
      const swapped = word[row - 1] === name[column - 2] && word[row - 2] === name[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column - 1) + (same ? 0 : 1),
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return rows.at(-1)?.at(-1);
}
