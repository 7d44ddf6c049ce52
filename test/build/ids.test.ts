import { expect, test } from 'vitest';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import { actions } from '../../src/remediate/actions/index.ts';

test.each([
  ['rules', builtinRules.map((rule) => rule.id)],
  ['rule files', builtinRules.filter(({ silent }) => silent !== true).map((rule) => rule.file)],
  ['actions', actions.map((action) => action.id)],
])('no two %s share an id', (_what, ids) => {
  expect(ids.length).toBeGreaterThan(0);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
