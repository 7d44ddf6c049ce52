import type { AwsCalls, AwsPermission } from '../../ports/aws.ts';
import type { Credentials } from './aws-roles.ts';

/** What the clients of a session are made with. */
export interface ClientSettings {
  readonly region: string;
  readonly credentials: Credentials;
  readonly maxAttempts: number;
  readonly requestHandler: Connection;
}

export type Connection = ReturnType<typeof connection>;

/**
 * A call that hangs must end well before the function that makes it does. Without `throwOnRequestTimeout` the SDK only
 * warns.
 */
export function connection(timeoutMs: number) {
  return { connectionTimeout: 3000, requestTimeout: timeoutMs, throwOnRequestTimeout: true } as const;
}

/** One client of the SDK, by the permissions that its commands need. */
export interface ServiceCalls {
  send<P extends AwsPermission>(permission: P, input: AwsCalls[P][0]): Promise<AwsCalls[P][1]>;
}

/** One line for each permission of a service in {@link AwsCalls}: the compiler misses a line that is not there. */
export type CallTable<Service extends string, Client> = {
  readonly [P in Extract<AwsPermission, `${Service}:${string}`>]: (
    client: Client,
    input: AwsCalls[P][0],
  ) => Promise<AwsCalls[P][1]>;
};

export function bindCalls<Service extends string, Client>(
  client: Client,
  table: CallTable<Service, Client>,
): ServiceCalls {
  return {
    async send<P extends AwsPermission>(permission: P, input: AwsCalls[P][0]): Promise<AwsCalls[P][1]> {
      // The caller chose this table by the permission's service, so the line is there.
      const lines = table as unknown as {
        readonly [Q in AwsPermission]: (client: Client, input: AwsCalls[Q][0]) => Promise<AwsCalls[Q][1]>;
      };
      return lines[permission](client, input);
    },
  };
}
