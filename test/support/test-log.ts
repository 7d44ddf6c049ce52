import { createJsonLog } from '../../src/adapters/json-log.ts';

/** Silent, unless `TRAILBOLT_TEST_LOG` asks to see what happens. */
export const testLog = createJsonLog((line) => {
  if (process.env['TRAILBOLT_TEST_LOG'] !== undefined) process.stderr.write(`${line}\n`);
});
