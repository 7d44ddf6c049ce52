import { BlockList, isIP } from 'node:net';

/**
 * A test of addresses against a network in CIDR notation (an address alone is a network of one), or undefined where the
 * text is none. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) counts as the IPv4 address; bits behind the prefix
 * are ignored.
 */
export function networkMatcher(network: string): ((text: string) => boolean) | undefined {
  const [address = '', prefix, ...rest] = network.split('/');
  const version = isIP(address);
  const width = version === 4 ? 32 : 128;
  const length = prefix === undefined ? width : /^\d{1,3}$/u.test(prefix) ? Number(prefix) : NaN;
  if (version === 0 || rest.length > 0 || address.includes('%') || !(length <= width)) return undefined;

  const block = new BlockList();
  block.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
  return (text) => {
    const found = isIP(text);
    // A zone (`fe80::1%eth0`) names an interface of the machine that wrote it, not a network.
    if (found === 0 || text.includes('%')) return false;
    return block.check(text, found === 4 ? 'ipv4' : 'ipv6');
  };
}
