import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isObject } from '../../src/model/json.ts';
import { actions } from '../../src/remediate/actions/index.ts';
import { buttons } from '../../src/slack/actions/index.ts';
import { commands } from '../../src/slack/commands/index.ts';
import { events } from '../../src/slack/events/index.ts';
import { shortcuts } from '../../src/slack/shortcuts/index.ts';
import { views } from '../../src/slack/views/index.ts';

const SRC = join(import.meta.dirname, '..', '..', 'src');

interface Listed {
  readonly id: string;
}

/** Files of a folder, without its list. */
function filesOf(folder: string): string[] {
  return readdirSync(join(SRC, folder))
    .filter((file) => file !== 'index.ts')
    .map((file) => basename(file, '.ts'))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

/** What the files of a folder export that has an id, by file. */
async function unitsOf(folder: string): Promise<ReadonlyMap<string, readonly Listed[]>> {
  const found = new Map<string, readonly Listed[]>();
  for (const file of filesOf(folder)) {
    const module: unknown = await import(join(SRC, folder, `${file}.ts`));
    const values: unknown[] = isObject(module) ? Object.values(module) : [];
    found.set(
      file,
      values.filter((value): value is Listed => isObject(value) && typeof value['id'] === 'string'),
    );
  }
  return found;
}

const LISTS: readonly (readonly [string, readonly Listed[]])[] = [
  ['slack/actions', buttons],
  ['slack/views', views],
  ['slack/events', events],
  ['slack/shortcuts', shortcuts],
  ['remediate/actions', actions],
];

describe.each(LISTS)('%s', (folder, list) => {
  it('has one unit a file, and the list names each of them once', async () => {
    const units = await unitsOf(folder);

    expect([...units].filter(([, exported]) => exported.length !== 1)).toEqual([]);
    expect(new Set([...units.values()].flat())).toEqual(new Set(list));
    expect(new Set(list.map((unit) => unit.id)).size).toBe(units.size);
    expect(list).toHaveLength(units.size);
  });
});

describe('slack/commands', () => {
  // Help is made from the list, so it exports how it is made.
  it('has one file a command, named by its id', () => {
    expect(commands.map((command) => command.id).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
      filesOf('slack/commands'),
    );
  });

  it('starts each usage with the word that calls it, and says in a sentence what it is for', () => {
    for (const { id, usage, summary } of commands) {
      expect(usage.split(' ')[0]).toBe(id);
      expect(summary).toMatch(/^[A-Z].*\.$/);
    }
  });
});

it('names each action by its file', async () => {
  expect(actions.map((action) => action.id).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(filesOf('remediate/actions'));
});

// https://docs.slack.dev/reference/app-manifest
it('names each shortcut within what Slack’s manifest takes', () => {
  for (const { id, name, summary } of shortcuts) {
    expect(id.length).toBeLessThanOrEqual(255);
    expect(name.length).toBeLessThanOrEqual(24);
    expect(summary).toMatch(/^[A-Z].{1,148}\.$/);
  }
});
