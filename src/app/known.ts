import { inspectors } from '../inspect/inspectors/index.ts';
import { builtinRules } from '../detect/rules/builtin.ts';
import { ruleName, standsAlone } from '../detect/rule-names.ts';
import { actions } from '../remediate/actions/index.ts';

/** The ids that a policy may name, for processes that decide. */
export const KNOWN = {
  actions: actions.map((action) => action.id),
  triggers: [...inspectors.map(({ rule }) => rule.id), ...builtinRules.filter(standsAlone).map(ruleName)],
};
