import { isIPv4, isIPv6 } from 'node:net';

/**
 * The block as EC2 lists it: without the bits behind its length, IPv6 in the form of RFC 5952. What is no block comes back
 * as it is.
 */
export function canonicalBlock(text: string): string {
  const [address = '', length = ''] = text.split('/');
  if (!/^\d{1,3}$/.test(length)) return text;
  const bits = Number(length);
  if (isIPv4(address) && bits <= 32) return `${masked(address.split('.'), 10, 8, bits).join('.')}/${bits}`;
  if (!isIPv6(address) || address.includes('%') || bits > 128) return text;
  const [head = '', tail = ''] = hostOf(address).split('::');
  const [left, right] = [head, tail].map((half) => (half === '' ? [] : half.split(':')));
  const gap = Array.from({ length: 8 - (left?.length ?? 0) - (right?.length ?? 0) }, () => '0');
  const words = masked([...(left ?? []), ...gap, ...(right ?? [])], 16, 16, bits);
  return `${hostOf(words.map((word) => word.toString(16)).join(':'))}/${bits}`;
}

function masked(parts: readonly string[], radix: number, size: number, bits: number): number[] {
  return parts.map((part, index) => {
    const kept = Math.min(size, Math.max(0, bits - index * size));
    return Number.parseInt(part, radix) & (2 ** size - 2 ** (size - kept));
  });
}

/** URLs write IPv6 hosts in the shortest form. */
function hostOf(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}
