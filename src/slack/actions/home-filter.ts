import { choose } from '../home/filter.ts';
import type { ButtonUnit } from '../unit.ts';

/** The menus and buttons above the cases of the Home tab: which of them it lists. */
export const homeFilter: ButtonUnit = {
  id: 'home.filter',
  role: 'viewer',
  run: (gesture, value) => gesture.home((filter) => choose(filter, value)),
};
