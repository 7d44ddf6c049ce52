import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { buildAlerts } from '../../src/alert/build-alerts.ts';
import { asAlert, alertSchema } from '../../src/alert/schema.ts';
import { match, record } from './support.ts';

const page = await readFile(new URL('../../docs/alert-schema.md', import.meta.url), 'utf8');
const [example, schema] = Array.from(
  page.matchAll(/```json\n([^]*?)```/g),
  ([, json = '']) => JSON.parse(json) as unknown,
);

describe('docs/alert-schema.md', () => {
  it('has the schema that alerts are read by', () => {
    expect(schema).toEqual(z.toJSONSchema(alertSchema, { io: 'input', reused: 'ref' }));
  });

  it('has an example that is an alert, with every field that it names', () => {
    expect(asAlert(example)).toEqual(example);
  });

  it('has a schema that a built alert fits', () => {
    const [alert] = buildAlerts([match(record('e-1'))]);

    expect(misfits(JSON.parse(JSON.stringify(alert)), schema as Schema)).toEqual([]);
    expect(misfits({ ...alert, records: [{}], account: 7 }, schema as Schema)).toContain('.account is not a string');
  });
});

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** As much of JSON Schema as the page uses for structure: types, constants, required fields, references. */
function misfits(value: unknown, expected: Schema, path = '', root = expected): readonly string[] {
  if (expected.$ref !== undefined)
    return misfits(value, root.$defs?.[expected.$ref.replace('#/$defs/', '')] ?? {}, path, root);
  if (expected.const !== undefined && value !== expected.const)
    return [`${path} is not ${JSON.stringify(expected.const)}`];
  const type = Array.isArray(value) ? 'array' : typeof value;
  if (expected.type !== undefined && expected.type !== type) return [`${path} is not a ${expected.type}`];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => misfits(item, expected.items ?? {}, `${path}[${index}]`, root));
  }
  if (type !== 'object' || value === null) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  const missing = (expected.required ?? []).filter((key) => !(key in fields)).map((key) => `${path}.${key} is missing`);
  const inner = Object.entries(expected.properties ?? {}).filter(([key]) => key in fields);
  return [...missing, ...inner.flatMap(([key, part]) => misfits(fields[key], part, `${path}.${key}`, root))];
}
