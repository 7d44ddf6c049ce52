import { isIPv4, isIPv6 } from 'node:net';
import { AwsRefusal } from '../../refusal.ts';

/**
 * A CIDR block as EC2 keeps it: "Amazon Web Services canonicalizes IPv4 and IPv6 CIDRs. For example, if you specify
 * 100.68.0.18/18 for the CIDR block, Amazon Web Services canonicalizes the CIDR block to 100.68.0.0/18" (IpRange).
 *
 * @throws AwsRefusal `InvalidParameterValue` for what is no block of that family.
 */
export function canonicalCidr(cidr: string | undefined, family: 4 | 6): string {
  const [address = '', length = '', ...rest] = (cidr ?? '').split('/');
  const width = family === 4 ? 32 : 128;
  const right = family === 4 ? isIPv4(address) : isIPv6(address) && !address.includes('%');
  if (!right || rest.length > 0 || !/^\d{1,3}$/.test(length) || Number(length) > width) {
    throw new AwsRefusal('InvalidParameterValue', `CIDR block ${cidr ?? ''} is malformed`);
  }
  const size = family === 4 ? 8 : 16;
  const parts = family === 4 ? address.split('.').map(Number) : words(address);
  const kept = parts.map((part, index) => {
    const bits = Math.min(size, Math.max(0, Number(length) - index * size));
    return part & (2 ** size - 2 ** (size - bits));
  });
  const base = family === 4 ? kept.join('.') : shortest(kept);
  return `${base}/${Number(length)}`;
}

/** The eight words of an IPv6 address. */
function words(address: string): number[] {
  const [head = '', tail] = shorten(address).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((word) => Number.parseInt(word, 16));
}

function shortest(parts: readonly number[]): string {
  return shorten(parts.map((part) => part.toString(16)).join(':'));
}

/** The form of RFC 5952, in which URLs write IPv6 hosts; embedded IPv4 becomes words. */
function shorten(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}
