import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export type FoundPath = { readonly file: string } | { readonly path: string; readonly problem: string };

/**
 * The files that a path stands for: itself, or those below a folder whose name fits, in the order of their names. What
 * cannot be looked into is told in its place, and the rest goes on.
 */
export async function* findFiles(path: string, fits: RegExp): AsyncGenerator<FoundPath, void, undefined> {
  let entries;
  try {
    if (!(await stat(path)).isDirectory()) {
      yield { file: path };
      return;
    }
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    yield { path, problem: error instanceof Error ? error.message : 'The path cannot be read.' };
    return;
  }
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = join(path, entry.name);
    if (entry.isDirectory()) yield* findFiles(below, fits);
    else if (fits.test(entry.name) && (entry.isFile() || (await isLinkToFile(below)))) yield { file: below };
  }
}

/** Links to folders are not followed: they may lead back up. A dangling link is left to whoever opens the file. */
async function isLinkToFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return true;
  }
}
