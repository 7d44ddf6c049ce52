import { describe, expect, test } from 'vitest';
import { createMmdbNetworks } from '../../src/adapters/local/mmdb-networks.ts';
import { originsOf } from '../../src/enrich/origin.ts';
import type { NamedNetwork } from '../../src/model/policy.ts';
import { testLog } from '../support/test-log.ts';

const networks = createMmdbNetworks({ setting: undefined, log: testLog });

const NAMED: readonly NamedNetwork[] = [
  { cidr: '10.20.0.0/16', name: 'Build farm' },
  { cidr: '192.0.2.0/24', name: 'Berlin office' },
  { cidr: '192.0.2.0/28', name: 'never reached' },
  { cidr: '2001:db8:7::/48', name: 'VPN' },
];

async function originOf(address: string, named = NAMED): Promise<string | undefined> {
  return (await originsOf([address], networks, named)).get(address);
}

describe('where an address is from', () => {
  test.each([
    ['cloudformation.amazonaws.com', 'AWS itself'],
    ['ec2.cn-north-1.amazonaws.com.cn', 'AWS itself'],
    ['AWS Internal', 'AWS itself'],
    ['192.0.2.7', 'Berlin office'],
    ['2001:DB8:7:1::9', 'VPN'],
    ['10.20.3.4', 'Build farm'],
    ['10.21.3.4', 'private address, through a VPC endpoint'],
    ['100.100.0.1', 'private address, through a VPC endpoint'],
    ['fd00::1', 'private address, through a VPC endpoint'],
    ['203.0.113.77', 'reserved address, nobody has it'],
    // A university and a country's network, where they have been for decades.
    ['80.58.61.250', 'Spain'],
    ['2a01:4f8::1', 'Germany'],
  ])('%s: %s', async (address, words) => {
    expect(await originOf(address)).toBe(words);
  });

  test.each(['', 'unknown', '203.0.113', '1.2.3.4.5', 'evil.example', 'x.amazonaws.com.evil.example', '::g'])(
    'nothing is said of %j',
    async (address) => {
      expect(await originOf(address)).toBeUndefined();
    },
  );

  test('an IPv4 network does not hold an IPv6 address', async () => {
    expect(await originOf('2001:db8:8::1', [{ cidr: '0.0.0.0/0', name: 'everything' }])).toBe(
      'reserved address, nobody has it',
    );
  });
});
