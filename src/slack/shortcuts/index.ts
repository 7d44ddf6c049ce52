import type { ShortcutUnit } from '../unit.ts';
import { lookUp } from './look-up.ts';

/** Every shortcut in the menu of a message. A test compares this list to the folder. */
export const shortcuts: readonly ShortcutUnit[] = [lookUp];
