import { randomBytes } from 'node:crypto';
import { TargetGroupNotFoundException$ } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Call } from '../../operation.ts';
import { AwsRefusal, modelled } from '../../refusal.ts';
import type { BalancingRegion, TargetGroupRecord } from '../../state/balancing.ts';

/** Load balancing of the Region that the call went to. Signing checked the Region, so it is there. */
export function balancingOf(call: Call): BalancingRegion {
  const region = call.account.balancing.get(call.region);
  if (region === undefined) throw new Error(`Region ${call.region} is not in the account`);
  return region;
}

export function balancingArn(call: Call, end: string): string {
  return `arn:aws:elasticloadbalancing:${call.region}:${call.account.id}:${end}`;
}

/** Sixteen hexadecimal digits, with which every ARN of the service ends. */
export function suffix(): string {
  return randomBytes(8).toString('hex');
}

export function findTargetGroup(call: Call, arn: string | undefined): TargetGroupRecord {
  const group = balancingOf(call).targetGroups.get(arn ?? '');
  if (group === undefined) throw modelled(TargetGroupNotFoundException$, 'One or more target groups not found');
  return group;
}

/** "ValidationError" ("Common Errors", Elastic Load Balancing API Reference). */
export function validationError(message: string): AwsRefusal {
  return new AwsRefusal('ValidationError', message, { recordCode: 'ValidationException' });
}

/** "…up to 32 characters, alphanumeric or hyphens, not beginning or ending with a hyphen" (API_CreateLoadBalancer). */
export function checkName(name: string, what: string): void {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/i.test(name) || name.startsWith('internal-')) {
    throw validationError(
      `${what} name '${name}' can only contain up to 32 characters that are alphanumeric characters or hyphens(-), and cannot begin or end with a hyphen`,
    );
  }
}

/** `PageSize` from 1 to 400, `Marker` of the page before (API_DescribeTargetGroups). */
export function page<T>(
  items: readonly T[],
  input: { readonly PageSize?: number | undefined; readonly Marker?: string | undefined },
): { readonly items: readonly T[]; readonly NextMarker?: string } {
  const size = input.PageSize ?? 400;
  if (size < 1 || size > 400) throw validationError('PageSize must be between 1 and 400');
  const start = input.Marker === undefined ? 0 : Number(Buffer.from(input.Marker, 'base64url').toString('utf8'));
  if (!Number.isInteger(start) || start < 0) throw validationError('Invalid marker');
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length ? { NextMarker: Buffer.from(String(end)).toString('base64url') } : {}),
  };
}
