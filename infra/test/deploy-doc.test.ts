import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deployDoc } from '../deploy-doc.ts';
import { templates } from '../templates.ts';

test('docs/deploy.md says what the templates say (else: npm run docs)', () => {
  const page = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');

  expect(page).toBe(deployDoc(page, templates()));
  for (const name of ['trailbolt-detect', 'trailbolt-notify', 'trailbolt-slack', 'trailbolt-worker']) {
    expect(page).toContain(`### Function \`${name}\``);
  }
});
