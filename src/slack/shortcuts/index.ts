import type { ShortcutUnit } from '../unit.ts';

/** Every shortcut in the menu of a message. A test compares this list to the folder. */
export const shortcuts: readonly ShortcutUnit[] = [];
