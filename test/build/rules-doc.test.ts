import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RULES_DOC, rulesDoc } from '../../src/build/rules-doc.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';

test('docs/rules.md says what the rules say (else: node src/build/rules-doc.ts)', () => {
  const page = readFileSync(RULES_DOC, 'utf8');

  expect(page).toBe(rulesDoc(builtinRules));
});

test('every rule stands on the page once, under its first tactic, the worst first', () => {
  const rule = { file: 'a.yml', title: 'A happened', level: 'low', tags: ['attack.impact', 'attack.t1485'] } as const;
  const worse = { file: 'b.yml', title: 'B happened', level: 'high', tags: ['attack.t1486', 'attack.impact'] } as const;

  const page = rulesDoc([rule, worse]);

  expect(page.split('## Impact')[1]?.match(/\w happened/gu)).toEqual(['B happened', 'A happened']);
  expect(page).toContain('| low | [A happened](../src/detect/rules/a.yml) | T1485 |');
  expect(page.match(/A happened/gu)).toHaveLength(1);
});

test('a rule without a known tactic is named, not left out', () => {
  const rule = { file: 'odd.yml', title: 'Odd', level: 'low', tags: ['attack.t1485'] } as const;

  expect(() => rulesDoc([rule])).toThrow('odd.yml');
});
