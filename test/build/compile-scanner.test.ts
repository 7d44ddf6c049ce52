import { expect, test } from 'vitest';
import { compileScanner, scannerModule } from '../../src/build/compile-scanner.ts';
import { readProjectFile } from './project-files.ts';

test('the compiled scanner is that of its sources', async () => {
  const expected = scannerModule(await compileScanner());

  expect(readProjectFile('src/ingest/scanner/wasm.ts')).toBe(expected);
});
