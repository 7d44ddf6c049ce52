import { expect, test } from 'vitest';
import { projectFiles, readProjectFile } from './project-files.ts';

/** One letter of each word stands in brackets, so that this file does not find itself. */
const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a path of one machine', /(^|[^\w./-])\/([w]ork|[f]arm|[h]ome|[r]oot|[U]sers)\/\w/],
  ['a package registry', /[r]egistry\.npm|[p]ypi\.org|[f]iles\.pythonhosted/],
  ['work left over', /\b(TO[D]O|FIX[M]E)\b/],
  ['a test switched off or on alone', /\b(test|it|describe)(\.\w+)*\.(o[n]ly|s[k]ip)\(/],
  ['a compiler check switched off', /@ts-([i]gnore|[n]ocheck)/],
];

const files = projectFiles().filter((file) => /\.([cm]?[jt]sx?|json|ya?ml|md|css|html|sh)$|^\.ci\//.test(file));

test.each(FORBIDDEN)('no file holds %s', (_what, pattern) => {
  const found = files.flatMap((file) =>
    readProjectFile(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1} ${line.trim().slice(0, 100)}`] : [])),
  );

  expect(files).toContain('package.json');
  expect(found).toEqual([]);
});
