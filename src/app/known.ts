import { inspectors } from '../inspect/inspectors/index.ts';
import { actions } from '../remediate/actions/index.ts';

/** The ids that a policy may name, for processes that decide. */
export const KNOWN = {
  actions: actions.map((action) => action.id),
  inspectors: inspectors.map(({ rule }) => rule.id),
};
