import type { CommandUnit } from '../unit.ts';
import { helpFor } from './help.ts';
import { who } from './who.ts';

const lookups: readonly CommandUnit[] = [who];

/** Every subcommand of `/trail`. A test compares this list to the folder. */
export const commands: readonly CommandUnit[] = [...lookups, helpFor(lookups)];
