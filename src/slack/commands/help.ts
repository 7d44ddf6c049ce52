import { helpAnswer } from '../../../blocks/help-answer.ts';
import type { CommandUnit } from '../unit.ts';

/** `/trail help`: generated from the commands themselves. */
export function helpFor(commands: readonly CommandUnit[]): CommandUnit {
  const help: CommandUnit = {
    id: 'help',
    usage: 'help',
    summary: 'This list.',
    role: 'viewer',
    run: (_gesture, [unknown]) => Promise.resolve(helpAnswer([...commands, help], unknown)),
  };
  return help;
}
