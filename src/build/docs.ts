import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as environment from '../config/environment.ts';
import { inspectors } from '../inspect/inspectors/index.ts';
import { actions } from '../remediate/actions/index.ts';
import { commands } from '../slack/commands/index.ts';

const BEGIN = '<!-- generated: node src/build/docs.ts -->';
const END = '<!-- end of generated part -->';

/** The generated part of each page, by its file in `docs`. The rest of a page is written by hand. */
export const GENERATED: Readonly<Record<string, () => string>> = {
  'configuration.md': settingsTable,
  'commands.md': commandsTable,
  'actions.md': actionsTable,
  'inspectors.md': inspectorsTable,
};

const PROCESSES: readonly (readonly [string, readonly environment.SettingName[]])[] = [
  ['detect', environment.DETECT_SETTINGS],
  ['notify', environment.NOTIFY_SETTINGS],
  ['slack', environment.FRONT_SETTINGS],
  ['worker', environment.WORKER_SETTINGS],
  ['host', environment.HOST_SETTINGS],
];

/** A page with its generated part as the code has it now. */
export function withGenerated(page: string, part: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`The page has no part between "${BEGIN}" and "${END}".`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${part}\n${page.slice(end)}`;
}

function settingsTable(): string {
  const names = Object.keys(environment.SETTINGS) as environment.SettingName[];
  const standIns = new Set<string>(names.flatMap((name) => settingOf(name).or ?? []));
  return table(
    ['variable', 'what it takes', ...PROCESSES.map(([process]) => process)],
    names
      .filter((name) => !standIns.has(name))
      .map((name) => {
        const { or, expected } = settingOf(name);
        return [
          or === undefined ? code(name) : `${code(name)} or ${code(or)}`,
          or === undefined ? expected : `${expected}; or ${settingOf(or).expected}`,
          ...PROCESSES.map(([, needed]) => needFor(name, needed)),
        ];
      }),
  );
}

function settingOf(name: environment.SettingName): environment.Setting {
  return environment.SETTINGS[name];
}

function needFor(name: environment.SettingName, needed: readonly environment.SettingName[]): string {
  if (!needed.includes(name)) return '–';
  return settingOf(name).optional === true ? 'optional' : 'yes';
}

function commandsTable(): string {
  return table(
    ['command', 'what it does', 'role'],
    commands.map(({ usage, summary, role }) => [code(`/trail ${usage}`), summary, role]),
  );
}

function actionsTable(): string {
  return table(
    ['action', 'title', 'risk', 'undo', 'reads with', 'acts with'],
    actions.map((action) => [
      code(action.id),
      action.title.one,
      action.risk,
      `${action.undo}: ${action.undoNote}`,
      action.permissions.read.map(code).join(', '),
      action.permissions.act.map(code).join(', '),
    ]),
  );
}

function inspectorsTable(): string {
  return table(
    ['inspector', 'what it finds', 'level', 'looks after', 'reads with', 'ATT&CK'],
    inspectors.map(({ rule, after, permissions }) => [
      code(rule.id),
      rule.title,
      rule.level,
      after.map((call) => code(call.replace('.amazonaws.com', ''))).join(', '),
      permissions.read.map(code).join(', '),
      rule.attack.join(', '),
    ]),
  );
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, head.map(() => '---'), ...rows];
  return cells.map((row) => `| ${row.map(cellOf).join(' | ')} |\n`).join('');
}

/** Inside code nothing but the bar is special to a table; outside it, an angle bracket would begin HTML. */
function cellOf(text: string): string {
  const parts = text.replaceAll('|', '\\|').split('`');
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replaceAll('<', '\\<'))).join('`');
}

if (import.meta.main) {
  for (const [name, part] of Object.entries(GENERATED)) {
    const file = join(import.meta.dirname, '..', '..', 'docs', name);
    writeFileSync(file, withGenerated(readFileSync(file, 'utf8'), part()));
  }
}
