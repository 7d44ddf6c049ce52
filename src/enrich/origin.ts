import { BlockList, isIP } from 'node:net';
import type { NamedNetwork } from '../model/policy.ts';
import type { FoundNetwork, Networks } from '../ports/networks.ts';

/** Addresses that only mean something inside a network (RFC 1918, RFC 6598, RFC 4193, RFC 3927, RFC 4291). */
const PRIVATE = blockList([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
]);

/** Addresses for documentation and tests (RFC 5737, RFC 2544, RFC 3849): nobody has them. */
const NOBODYS = blockList(['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '198.18.0.0/15', '2001:db8::/32']);

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** {@link originOf} for each address that something is known of. */
export async function originsOf(
  addresses: readonly string[],
  networks: Networks,
  named: readonly NamedNetwork[],
): Promise<ReadonlyMap<string, string>> {
  const told = await Promise.all(
    addresses.map(async (address) => [address, await originOf(address, networks, named)] as const),
  );
  return new Map(told.flatMap(([address, words]) => (words === undefined ? [] : [[address, words] as const])));
}

/**
 * What people should know of where a call came from, in few words: the policy's name for the network, that AWS itself called,
 * that the address is private, or country and operator by the database. Undefined where nothing is known.
 */
async function originOf(
  address: string,
  networks: Networks,
  named: readonly NamedNetwork[],
): Promise<string | undefined> {
  if (/^(?:[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?|AWS Internal)$/iu.test(address)) return 'AWS itself';
  const family = isIP(address);
  if (family === 0) return undefined;
  const own = named.find(({ cidr }) => contains(blockList([cidr]), address));
  if (own !== undefined) return own.name;
  // CloudTrail writes a private address where the call came through a VPC endpoint.
  if (contains(PRIVATE, address)) return 'private address, through a VPC endpoint';
  if (contains(NOBODYS, address)) return 'reserved address, nobody has it';
  const found = await networks.find(address);
  return found && wordsFor(found);
}

function wordsFor({ country, asn, organisation }: FoundNetwork): string | undefined {
  const operator = organisation ?? (asn === undefined ? undefined : `AS${asn}`);
  const words = [operator, country && COUNTRIES.of(country)].filter((word) => word !== undefined);
  return words.length === 0 ? undefined : words.join(', ');
}

/** @param cidrs Valid ones: the policy is checked when it is read. */
function blockList(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', length = ''] = cidr.split('/');
    list.addSubnet(network, Number(length), familyOf(network));
  }
  return list;
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
