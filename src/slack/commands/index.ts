import type { CommandUnit } from '../unit.ts';
import { audit } from './audit.ts';
import { automations } from './automations.ts';
import { oneCase } from './case.ts';
import { cases } from './cases.ts';
import { doAction } from './do.ts';
import { errors } from './errors.ts';
import { event } from './event.ts';
import { freeze } from './freeze.ts';
import { helpFor } from './help.ts';
import { ip } from './ip.ts';
import { key } from './key.ts';
import { mute } from './mute.ts';
import { mutes } from './mutes.ts';
import { resource } from './resource.ts';
import { rules } from './rules.ts';
import { status } from './status.ts';
import { thaw } from './thaw.ts';
import { who } from './who.ts';

const told: readonly CommandUnit[] = [
  who,
  ip,
  event,
  resource,
  key,
  errors,
  cases,
  oneCase,
  mute,
  rules,
  doAction,
  mutes,
  automations,
  freeze,
  thaw,
  audit,
  status,
];

/** Every subcommand of `/trail`. A test compares this list to the folder. */
export const commands: readonly CommandUnit[] = [...told, helpFor(told)];
