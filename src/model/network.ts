/**
 * The network that an address belongs to: its /24 for IPv4, its /48 for IPv6, which is about what one site or provider's
 * customer has. An IPv4 address written as IPv6 counts as the IPv4 address. Undefined for what is no address: calls that
 * AWS services make carry the name of the service instead.
 */
export function networkOf(address: unknown): string | undefined {
  if (typeof address !== 'string' || address.length > 45) return undefined;
  const mapped = /^::ffff:(\d[\d.]*)$/iu.exec(address)?.[1];
  const v4 = octets(mapped ?? address);
  if (v4 !== undefined) return `${v4.slice(0, 3).join('.')}.0/24`;
  const v6 = hextets(address);
  return v6 && `${v6.slice(0, 3).join(':')}::/48`;
}

/** Are both the same address, however it is written? False for what is none. */
export function isSameAddress(one: unknown, other: unknown): boolean {
  const canonical = canonicalAddress(one);
  return canonical !== undefined && canonical === canonicalAddress(other);
}

/** An address in the one form that stands for it; undefined for what is none. */
export function canonicalAddress(address: unknown): string | undefined {
  if (typeof address !== 'string' || address.length > 45) return undefined;
  const mapped = /^::ffff:(\d[\d.]*)$/iu.exec(address)?.[1];
  return octets(mapped ?? address)?.join('.') ?? hextets(address)?.join(':');
}

function octets(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  const numbers = parts.map((part) => (/^\d{1,3}$/u.test(part) ? Number(part) : NaN));
  return numbers.length === 4 && numbers.every((number) => number <= 255) ? numbers : undefined;
}

/** The eight groups, each as short as can be (RFC 5952); `::` stands for one or more groups of zeros. */
function hextets(text: string): readonly string[] | undefined {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = 8 - before.length - after.length;
  if (tail === undefined ? zeros !== 0 : zeros < 1) return undefined;
  const all = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return all.every((group) => /^[0-9a-f]{1,4}$/iu.test(group))
    ? all.map((group) => Number.parseInt(group, 16).toString(16))
    : undefined;
}

/** Groups between colons; an IPv4 address at the end stands for two. */
function groups(text: string): readonly string[] {
  if (text === '') return [];
  return text.split(':').flatMap((group, index, all) => {
    const v4 = index === all.length - 1 ? octets(group) : undefined;
    if (v4 === undefined) return [group];
    const [a = 0, b = 0, c = 0, d = 0] = v4;
    return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
  });
}
