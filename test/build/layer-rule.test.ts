import { expect, test } from 'vitest';
import { layerProblems } from './layer-rule.ts';

const base = { 'src/model/a.ts': 'export type A = 1;', 'src/detect/d.ts': '', 'src/cases/c.ts': '' };

function problems(extra: Readonly<Record<string, string>>): string[] {
  return layerProblems(new Map(Object.entries({ ...base, ...extra })));
}

test('a module that imports its own unit and lower rows is in order', () => {
  const found = problems({
    'src/detect/d.ts':
      "import type { A } from '../model/a.ts'; import { x } from './sigma/s.ts'; export { x }; let a: A;",
    'src/detect/sigma/s.ts': "import { parse } from 'yaml'; export const x = parse;",
    'src/adapters/aws/s3.ts': "import { S3Client } from '@aws-sdk/client-s3'; import '../../detect/d.ts'; S3Client;",
    'src/entry/sandbox.ts': "import '../sandbox/main.ts';",
    'src/sandbox/main.ts': '',
    'src/slack/command.ts': "import type { S3Client } from '@aws-sdk/client-s3'; let s: S3Client;",
  });

  expect(found).toEqual([]);
});

test.each([
  ['a static import upwards', 'src/model/b.ts', "\nimport '../detect/d.ts';", 'src/model is not above src/detect'],
  ['an import between stages', 'src/alert/x.ts', "import '../cases/c.ts';", 'src/alert is not above src/cases'],
  ['a type import', 'src/alert/x.ts', "import type { C } from '../cases/c.ts';", 'src/alert is not above'],
  ['a type in place', 'src/alert/x.ts', "let c: import('../cases/c.ts').C;", 'src/alert is not above'],
  ['a re-export', 'src/alert/x.ts', "export * from '../cases/c.ts';", 'src/alert is not above'],
  ['a dynamic import', 'src/alert/x.ts', "await import('../cases/c.ts');", 'src/alert is not above'],
  ['a worker thread', 'src/alert/x.ts', "new Worker(new URL('../cases/c.ts', import.meta.url));", 'is not above'],
  ['a computed import', 'src/alert/x.ts', 'await import(name);', 'computed name'],
  ['a missing file', 'src/detect/x.ts', "import './gone.ts';", 'does not exist'],
  ['a way out of the layers', 'src/detect/x.ts', "import '../../test/x.ts';", 'in no layer'],
  ['a unit without a layer', 'src/util/x.ts', '', 'is in no layer'],
  ['a package in model', 'src/model/b.ts', "import type { X } from 'zod';", 'nothing but model'],
  ['a value in ports', 'src/ports/p.ts', "import { z } from 'zod';", 'types only'],
  ['an SDK value in a stage', 'src/trail/x.ts', "import { X } from '@aws-sdk/client-ec2';", 'through ports only'],
  ['sigma leaning on Trailbolt', 'src/detect/sigma/s.ts', "import type { A } from '../../model/a.ts';", 'stands alone'],
  ['the sandbox in the product', 'src/entry/cli.ts', "import '../sandbox/main.ts';", 'only entry/sandbox.ts'],
  ['a long entry', 'src/entry/host.ts', '\n'.repeat(20) + 'x;', '21 lines'],
])('%s is reported', (_name, file, source, expected) => {
  const found = problems({ [file]: source, ...(file === 'src/entry/cli.ts' ? { 'src/sandbox/main.ts': '' } : {}) });

  expect(found).toHaveLength(1);
  expect(found[0]).toContain(file);
  expect(found[0]).toContain(expected);
});

test('a cycle is reported with its way round', () => {
  const found = problems({ 'src/trail/a.ts': "import './b.ts';", 'src/trail/b.ts': "import type {} from './a.ts';" });

  expect(found).toEqual(['cycle: src/trail/a.ts -> src/trail/b.ts -> src/trail/a.ts']);
});
