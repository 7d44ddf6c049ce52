import { isIP } from 'node:net';
import { isObject } from '../../model/json.ts';
import type { Log } from '../../ports/log.ts';
import type { FoundNetwork, Networks } from '../../ports/networks.ts';
import { networksFile } from './networks-file.ts';
import type { ReadMmdb } from './read-mmdb.ts';

/**
 * Networks from MaxMind DB files, read when the first address is asked about. The setting names files
 * (`file:/a.mmdb,file:/b.mmdb`), or is `off`; unset, the database that comes with Trailbolt is read. What the first file does
 * not say, the next may. A file that cannot be read is logged once and told nothing from: a card must not wait for it.
 */
export function createMmdbNetworks(options: { readonly setting: string | undefined; readonly log: Log }): Networks {
  const { setting, log } = options;
  if (setting === 'off') return { find: () => Promise.resolve(undefined) };
  let opened: Promise<readonly ReadMmdb[]> | undefined;
  return {
    async find(address) {
      if (isIP(address) === 0) return undefined;
      opened ??= openAll(setting === undefined ? [networksFile()] : filesOf(setting), log);
      const found = (await opened).map((read) => networkFrom(read(address)));
      const whole = Object.assign({}, ...found.toReversed()) as FoundNetwork;
      return Object.keys(whole).length === 0 ? undefined : whole;
    },
  };
}

function filesOf(setting: string): readonly string[] {
  return setting.split(',').map((part) => part.trim().replace(/^file:/u, ''));
}

async function openAll(files: readonly string[], log: Log): Promise<readonly ReadMmdb[]> {
  const { readMmdb } = await import('./read-mmdb.ts');
  const all = await Promise.all(
    files.map(async (file) => {
      try {
        return [await readMmdb(file)];
      } catch (error) {
        log.error('networks.unreadable', error, { file });
        return [];
      }
    }),
  );
  return all.flat();
}

/** The names that GeoLite2, DB-IP, IPinfo and others give to the same things. */
function networkFrom(entry: unknown): FoundNetwork {
  if (!isObject(entry)) return {};
  const { country } = entry;
  const code = isObject(country) ? country['iso_code'] : (entry['country_code'] ?? country);
  const number = entry['autonomous_system_number'] ?? entry['asn'];
  const asn = Number(typeof number === 'string' ? number.replace(/^AS/u, '') : number);
  const organisation = entry['autonomous_system_organization'] ?? entry['as_name'];
  return {
    ...(typeof code === 'string' && /^[a-z]{2}$/iu.test(code) ? { country: code.toUpperCase() } : {}),
    ...(Number.isInteger(asn) && asn > 0 ? { asn } : {}),
    ...(typeof organisation === 'string' && organisation !== '' ? { organisation } : {}),
  };
}
