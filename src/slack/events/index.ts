import type { EventUnit } from '../unit.ts';
import { homeOpened } from './home-opened.ts';

/** Every event that the app is subscribed to. A test compares this list to the folder. */
export const events: readonly EventUnit[] = [homeOpened];
