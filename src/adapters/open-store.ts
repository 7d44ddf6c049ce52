import { TrailboltError } from '../errors.ts';
import type { Store } from '../ports/store.ts';

/** A database that does not answer must not hold a function until it is killed: the SDK tries again within these, in ms. */
const TIMEOUTS = { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true } as const;

/** Opens the store that a setting names: `sqlite:<path>` or `dynamodb:<table>`. Only the one that is named is loaded. */
export async function openStore(spec: string): Promise<Store> {
  const [kind, name] = [spec.slice(0, spec.indexOf(':')), spec.slice(spec.indexOf(':') + 1)];
  if (kind === 'sqlite') return (await import('./local/sqlite-store.ts')).openSqliteStore(name);
  if (kind === 'dynamodb') {
    const [{ openDynamoStore }, { DynamoDBClient }] = await Promise.all([
      import('./aws/dynamodb-store.ts'),
      import('@aws-sdk/client-dynamodb'),
    ]);
    return openDynamoStore({ client: new DynamoDBClient({ requestHandler: TIMEOUTS }), table: name });
  }
  throw new TrailboltError('config.invalid', 'A store is sqlite:<path> or dynamodb:<table>.');
}
