import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMmdbNetworks } from '../../../src/adapters/local/mmdb-networks.ts';
import { networksFile } from '../../../src/adapters/local/networks-file.ts';
import type { Log } from '../../../src/ports/log.ts';
import { writeMmdb } from '../../support/mmdb.ts';

let folder: string;
let operators: string;
const told: string[] = [];
const log: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (event) => void told.push(event),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbolt-networks-'));
  operators = join(folder, 'operators.mmdb');
  await writeFile(
    operators,
    writeMmdb({
      '80.58.0.0/16': { autonomous_system_number: 64_500, autonomous_system_organization: 'Example Transit' },
      '192.0.2.0/25': { asn: 'AS64501', as_name: 'Example Cloud', country: { iso_code: 'nl' } },
      '192.0.2.128/25': { autonomous_system_number: 0, country: 'Utopia', as_name: '' },
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

test('the files complete each other, the first first', async () => {
  const networks = createMmdbNetworks({ setting: `file:${operators}, file:${networksFile()}`, log });

  expect(await networks.find('80.58.61.250')).toEqual({
    country: 'ES',
    asn: 64_500,
    organisation: 'Example Transit',
  });
  expect(await networks.find('192.0.2.1')).toEqual({ country: 'NL', asn: 64_501, organisation: 'Example Cloud' });
});

test('what a file says in no known form is left out', async () => {
  const networks = createMmdbNetworks({ setting: `file:${operators}`, log });

  expect(await networks.find('192.0.2.200')).toBeUndefined();
  expect(await networks.find('not an address')).toBeUndefined();
});

test('a file that is missing or broken is said once, and the others are read', async () => {
  const broken = join(folder, 'broken.mmdb');
  await writeFile(broken, 'no database');
  const setting = `file:${join(folder, 'missing.mmdb')},file:${broken},file:${operators}`;
  const networks = createMmdbNetworks({ setting, log });

  expect(await networks.find('192.0.2.1')).toMatchObject({ organisation: 'Example Cloud' });
  await networks.find('192.0.2.2');
  expect(told).toEqual(['networks.unreadable', 'networks.unreadable']);
});

test('off tells nothing', async () => {
  expect(await createMmdbNetworks({ setting: 'off', log }).find('80.58.61.250')).toBeUndefined();
});
