import { expect, it } from 'vitest';
import { createJsonLog } from '../../src/adapters/json-log.ts';
import { TrailboltError } from '../../src/errors.ts';

it('leaves out secrets that show by their form, in errors, their causes, stacks and fields', () => {
  const lines: string[] = [];
  const log = createJsonLog((line) => void lines.push(line));
  const cause = new Error("1 validation error detected: Value 'hunter2' at 'password' failed to satisfy constraint");

  log.error('a', new TrailboltError('a.b', 'It failed.', { cause, details: { header: 'Authorization: hunter2' } }));
  log.error('b', new Error('connect postgres://ana:hunter2@db.example failed'));
  log.warn('c', { reason: 'token=hunter2', deep: [{ url: 'https://x/?X-Amz-Signature=hunter2' }] });

  expect(lines).toHaveLength(3);
  for (const line of lines) {
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) });
    expect(line).toContain('[redacted: ');
    expect(line).not.toContain('hunter2');
  }
});
