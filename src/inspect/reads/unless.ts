import { TrailboltError } from '../../errors.ts';

/** What AWS answers, or undefined where it refused with this code. */
export async function unless<T>(code: string, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof TrailboltError && error.details['awsCode'] === code) return undefined;
    throw error;
  }
}
