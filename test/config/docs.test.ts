import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { GENERATED, withGenerated } from '../../src/build/docs.ts';
import { SETTINGS } from '../../src/config/environment.ts';
import { parsePolicy } from '../../src/config/policy.ts';
import { policyFile } from '../../src/config/policy-file.ts';
import { isObject } from '../../src/model/json.ts';
import { RISKS } from '../../src/model/policy.ts';
import { inspectors } from '../../src/inspect/inspectors/index.ts';
import { actions } from '../../src/remediate/actions/index.ts';
import { commands } from '../../src/slack/commands/index.ts';

function pageOf(name: string): string {
  return readFileSync(join(import.meta.dirname, '..', '..', 'docs', name), 'utf8');
}

describe('the generated part', () => {
  it.each(Object.entries(GENERATED))('of %s is as the code has it: run node src/build/docs.ts', (name, part) => {
    const page = pageOf(name);

    expect(withGenerated(page, part())).toBe(page);
  });

  it('names every setting, command and action', () => {
    for (const name of Object.keys(SETTINGS)) expect(pageOf('configuration.md')).toContain(`\`${name}\``);
    for (const command of commands) expect(pageOf('commands.md')).toContain(`\`/trail ${command.usage}\``);
    for (const { rule } of inspectors) expect(pageOf('inspectors.md')).toContain(`\`${rule.id}\``);
    for (const action of actions) expect(pageOf('actions.md')).toContain(`\`${action.id}\``);
  });

  it('needs a place to stand', () => {
    expect(() => withGenerated('# A page', 'x')).toThrow('The page has no part');
  });
});

/** Every key of a JSON schema, at any depth. */
function keysOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysOf);
  if (!isObject(schema)) return [];
  const own = isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}

it('the example of a policy to deploy with can approve what a stranger did', () => {
  const file = join(import.meta.dirname, '..', '..', 'infra', 'policy.example.yaml');
  const policy = parsePolicy(readFileSync(file, 'utf8'), file);

  expect(policy.people.length).toBeGreaterThan(0);
  for (const rule of policy.approvals) expect(rule.approvers.length).toBeGreaterThan(rule.quorum ?? 2);
});

describe('the example of a policy', () => {
  const [, example = ''] = /```yaml\n([^]*?)```/.exec(pageOf('configuration.md')) ?? [];
  const policy = parsePolicy(example, 'docs/configuration.md');

  it('is a good policy in which people can approve', () => {
    expect(policy.accounts.map((account) => account.alias)).toEqual(['production', 'staging']);
    expect(policy.sources.map((source) => source.kind)).toEqual(['s3', 'logs', 'eventbridge']);
    expect(policy.approvals.map((rule) => rule.tags.length)).toEqual([0, 0, 1]);
  });

  it('shows every key that there is, and every risk', () => {
    const keys = new Set(keysOf(z.toJSONSchema(policyFile, { io: 'input' })));

    expect(keys.size).toBeGreaterThan(30);
    for (const key of keys) expect(example).toMatch(new RegExp(`(^|[ -])${key}:`, 'm'));
    for (const risk of RISKS) expect(example).toContain(risk);
  });

  it('names an action that there is', () => {
    expect(actions.map((action) => action.id)).toEqual(
      expect.arrayContaining([...(policy.approvals[0]?.actions ?? [])]),
    );
  });
});
