import { BlockList, isIPv6 } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf } from '../../src/model/network.ts';

describe('the network of an address', () => {
  it.each([
    ['198.51.100.7', '198.51.100.0/24'],
    ['::ffff:198.51.100.7', '198.51.100.0/24'],
    ['2001:db8:a:b:c:d:e:f', '2001:db8:a::/48'],
    ['2001:0DB8:000A::1', '2001:db8:a::/48'],
    ['2001:db8::', '2001:db8:0::/48'],
    ['::1', '0:0:0::/48'],
    ['64:ff9b::198.51.100.7', '64:ff9b:0::/48'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it.each([
    'cloudtrail.amazonaws.com',
    'AWS Internal',
    '',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    '1.2.3.4/24',
    '2001:db8',
    ':::',
    '1::2::3',
    'fe80::1%eth0',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8:9',
    '12345::',
    7,
    null,
    undefined,
    ['198.51.100.7'],
  ])('of %j there is none', (address) => {
    expect(networkOf(address)).toBeUndefined();
  });

  it('holds the address, and is the same for its neighbours', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const network = networkOf(address);
        const mapped = /^::ffff:\d/iu.test(address);
        expect(network).toBeDefined();
        if (network === undefined || mapped) return;
        const [base = '', prefix] = network.split('/');
        const kind = isIPv6(address) ? 'ipv6' : 'ipv4';
        const block = new BlockList();
        block.addSubnet(base, Number(prefix), kind);
        expect(block.check(address, kind)).toBe(true);
        expect(networkOf(base)).toBe(network);
      }),
    );
  });
});
