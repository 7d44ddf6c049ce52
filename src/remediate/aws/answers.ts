import { TrailboltError } from '../../errors.ts';

/**
 * Whether AWS refused with one of these codes. That something is not there is believed by the service's own code only: any
 * other 404 may be a proxy's.
 */
export function isAwsError(error: unknown, ...codes: readonly string[]): boolean {
  if (!(error instanceof TrailboltError)) return false;
  const code = error.details['awsCode'];
  return typeof code === 'string' && codes.includes(code);
}
