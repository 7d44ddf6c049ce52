import { isObject } from '../../../../model/json.ts';
import type { BucketGrant } from '../../state/buckets.ts';

/** "The meaning of 'public'", Amazon S3 User Guide: fixed values of these keys keep a policy from being public. */
const LIMITING = new Set([
  'aws:principalorgid',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:userid',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
]);

const EVERYBODY = /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/;

/** True where one statement allows something to anybody and no condition confines it. */
export function isPublicPolicy(text: string): boolean {
  const policy: unknown = JSON.parse(text);
  if (!isObject(policy)) return false;
  const statements: readonly unknown[] = [policy['Statement']].flat();
  return statements.some(
    (statement) =>
      isObject(statement) &&
      statement['Effect'] === 'Allow' &&
      isAnybody(statement['Principal']) &&
      !isConfined(statement['Condition']),
  );
}

export function isPublicGrant({ grantee }: BucketGrant): boolean {
  return 'uri' in grantee && EVERYBODY.test(grantee.uri);
}

function isAnybody(principal: unknown): boolean {
  if (principal === '*') return true;
  return isObject(principal) && [principal['AWS']].flat().includes('*');
}

function isConfined(condition: unknown): boolean {
  if (!isObject(condition)) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      isObject(keys) &&
      !operator.includes('Not') &&
      Object.entries(keys).some(([key, value]) => {
        const values = [value].flat().map(String);
        if (key.toLowerCase() === 'aws:sourceip') return values.every(isNarrow);
        // A wildcard is no fixed value.
        return LIMITING.has(key.toLowerCase()) && values.every((one) => !/[*?]|\$\{/.test(one));
      }),
  );
}

/** Ranges wider than /8 of IPv4 or /32 of IPv6 count as public. */
function isNarrow(range: string): boolean {
  const [address = '', bits] = range.split('/');
  if (bits === undefined) return true;
  return Number(bits) >= (address.includes(':') ? 32 : 8);
}
