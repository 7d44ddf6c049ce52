import type { EventUnit } from '../unit.ts';

/** Somebody opens the Home tab: it shows how things are now. */
export const homeOpened: EventUnit = {
  id: 'app_home_opened',
  role: 'viewer',
  run: (gesture) => gesture.home(),
};
