import type { CommandUnit } from '../unit.ts';
import { audit } from './audit.ts';
import { automations } from './automations.ts';
import { cases } from './cases.ts';
import { doAction } from './do.ts';
import { freeze } from './freeze.ts';
import { helpFor } from './help.ts';
import { mutes } from './mutes.ts';
import { status } from './status.ts';
import { thaw } from './thaw.ts';
import { who } from './who.ts';

const told: readonly CommandUnit[] = [who, cases, doAction, mutes, automations, freeze, thaw, audit, status];

/** Every subcommand of `/trail`. A test compares this list to the folder. */
export const commands: readonly CommandUnit[] = [...told, helpFor(told)];
