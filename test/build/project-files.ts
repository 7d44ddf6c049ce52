import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What `.gitignore` names is not the project's; it lists plain paths and one `*.ending`. */
const IGNORED = readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n').filter(Boolean);

function isIgnored(path: string, name: string): boolean {
  return IGNORED.some(
    (entry) => entry === name || entry === path || (entry[0] === '*' && name.endsWith(entry.slice(1))),
  );
}

/** Paths of the project's own files below `folder`, from the root, with `/`, in a fixed order. */
export function projectFiles(folder = ''): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name === '.git' || isIgnored(path, entry.name)) return [];
      return entry.isDirectory() ? projectFiles(path.split(sep).join('/')) : [path];
    });
}

export function readProjectFile(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
