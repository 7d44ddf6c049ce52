import { randomBytes, randomInt } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function text(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

/** An EC2 id of the long kind: prefix, dash, 17 hexadecimal digits. */
export function ec2Id(prefix: string): string {
  return `${prefix}-${randomBytes(9).toString('hex').slice(0, 17)}`;
}

/**
 * A unique IAM id. The prefix says what it is ("IAM identifiers", IAM User Guide): AIDA a user, AROA a role, AKIA a
 * long-term access key, ASIA a temporary one, AIPA an instance profile, ANPA a managed policy,
 * AGPA a group.
 */
export function iamId(prefix: 'AIDA' | 'AROA' | 'AKIA' | 'ASIA' | 'AIPA' | 'ANPA' | 'AGPA'): string {
  return prefix + text(BASE32, prefix === 'AKIA' || prefix === 'ASIA' ? 16 : 17);
}

export function secretKey(): string {
  return text(BASE62, 40);
}

export function sessionToken(): string {
  return `IQoJb3JpZ2luX2VjE${randomBytes(180).toString('base64')}`;
}

export function fileId(): string {
  return text(BASE62, 16);
}

export function opaque(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}
