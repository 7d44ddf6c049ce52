import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DERIVED_FIELDS } from '../../../src/detect/derived-fields.ts';
import { loadRuleSources } from '../../../src/detect/load-rules.ts';

const page = readFileSync('docs/sigma.md', 'utf8');

it('the example in docs/sigma.md loads', () => {
  const text = /```yml\n(.*?)```/su.exec(page)?.[1] ?? '';

  expect(loadRuleSources([{ file: 'example.yml', text }])).toMatchObject({
    ok: true,
    rules: [{ firstSeen: { values: ['eventName'], groupBy: ['trailbolt.actor'], timespan: 30, learning: 14 } }],
  });
});

it('docs/sigma.md describes each field that Trailbolt makes', () => {
  expect([...page.matchAll(/^\| `(trailbolt\.\w+)` +\|/gmu)].map(([, name]) => name)).toEqual(DERIVED_FIELDS);
});
