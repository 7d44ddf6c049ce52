import { expect, test } from 'vitest';
import { layerProblems } from './build/layer-rule.ts';
import { projectFiles, readProjectFile } from './build/project-files.ts';

test('no module breaks the import rule', () => {
  const modules = ['src', 'blocks', 'infra']
    .flatMap((folder) => projectFiles(folder))
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('infra/test/') && !file.endsWith('.config.ts'));

  const problems = layerProblems(new Map(modules.map((file) => [file, readProjectFile(file)])));

  expect(modules).toContain('src/errors.ts');
  expect(problems).toEqual([]);
});
