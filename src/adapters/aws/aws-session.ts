import { TrailboltError } from '../../errors.ts';
import type { AwsAnswer, AwsCalls, AwsPermission, AwsSession } from '../../ports/aws.ts';
import type { Connection, ServiceCalls } from './aws-call-table.ts';
import { toAwsFailure } from './aws-failure.ts';
import { isReading } from './aws-policy.ts';
import type { Credentials } from './aws-roles.ts';
import { openService, serviceOf } from './aws-services.ts';

/** A session with the credentials of an assumed role. */
export class RoleSession implements AwsSession {
  readonly account: string;
  readonly region: string;
  readonly #permissions: ReadonlySet<AwsPermission>;
  readonly #credentials: Credentials;
  readonly #connection: Connection;
  readonly #services = new Map<string, Promise<ServiceCalls>>();

  constructor(options: {
    readonly account: string;
    readonly region: string;
    readonly permissions: readonly AwsPermission[];
    readonly credentials: Credentials;
    readonly connection: Connection;
  }) {
    this.account = options.account;
    this.region = options.region;
    this.#permissions = new Set(options.permissions);
    this.#credentials = options.credentials;
    this.#connection = options.connection;
  }

  async call<P extends AwsPermission>(permission: P, input: AwsCalls[P][0]): Promise<AwsAnswer<AwsCalls[P][1]>> {
    const { account, region } = this;
    if (!this.#permissions.has(permission)) {
      throw new TrailboltError(
        'aws.undeclared',
        `The call ${permission} was not among what this session was opened for.`,
        {
          details: { permission, account, region },
        },
      );
    }
    const changing = !isReading(permission);
    const service = await this.#service(permission, changing);
    try {
      const output = await service.send(permission, input);
      return { output, requestId: output.$metadata.requestId };
    } catch (cause) {
      throw toAwsFailure(cause, { name: permission, account, region, changing });
    }
  }

  async #service(permission: AwsPermission, changing: boolean): Promise<ServiceCalls> {
    const name = serviceOf(permission);
    const key = `${name} ${changing}`;
    const opened =
      this.#services.get(key) ??
      openService(name, {
        region: this.region,
        credentials: this.#credentials,
        requestHandler: this.#connection,
        // The run decides whether a call that changes something is made again, after it has looked what happened.
        maxAttempts: changing ? 1 : 3,
      });
    this.#services.set(key, opened);
    return opened;
  }
}
