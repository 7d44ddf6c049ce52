import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { createAws, type AwsAccountRoles } from '../../../src/adapters/aws/aws-accounts.ts';
import type { Aws, AwsPermission, AwsSession } from '../../../src/ports/aws.ts';

/** What a client of the SDK needs to call this AWS as its administrator. */
export interface Admin {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** An AWS account, whoever emulates it, in which actions are tried out through the product's own port. */
export interface ActionSite {
  readonly account: string;
  readonly region: string;
  readonly imageId: string;
  readonly admin: Admin;
  readonly aws: Aws;
  /** Every call that an action made through the port, oldest first; refused ones included. */
  readonly calls: AwsPermission[];
  /** What a call asked for besides its own permission: `ec2:CreateTags` for tags in a `Create…`. */
  readonly used: Set<AwsPermission>;
  /** Called after each changing call was answered; what it throws the action gets. */
  afterCall: ((permission: AwsPermission) => void) | undefined;
  /** Takes a right from the acting roles, until the returned function is called. */
  deny(permission: AwsPermission): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const CHANGING = /^[a-z0-9-]+:(?!Describe|Get|List|Lookup)/;

export function isChanging(permission: AwsPermission): boolean {
  return CHANGING.test(permission);
}

/** @param worker credentials that may assume the roles, and do nothing else. */
export function actionSite(options: {
  readonly account: string;
  readonly imageId: string;
  readonly admin: Admin;
  readonly worker: Admin['credentials'];
  readonly roles: AwsAccountRoles;
  /** Other names under which this AWS judges a right. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  close(): Promise<void>;
}): ActionSite {
  const { account, admin, worker, roles } = options;
  const iam = new IAMClient(admin);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: admin.endpoint,
    AWS_REGION: admin.region,
    AWS_ACCESS_KEY_ID: worker.accessKeyId,
    AWS_SECRET_ACCESS_KEY: worker.secretAccessKey,
  });
  const aws = createAws({ accounts: (id) => Promise.resolve(id === account ? roles : undefined) });
  const forbid = async (action: string): Promise<void> => {
    const document = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: [action, ...(options.names?.[action] ?? [])], Resource: '*' }],
    };
    for (const arn of [roles.actRole, roles.iamActRole]) {
      if (arn === undefined) continue;
      const policy = { PolicyName: 'denied-for-a-while', PolicyDocument: JSON.stringify(document) };
      await iam.send(new PutRolePolicyCommand({ RoleName: arn.split('/').at(-1), ...policy }));
    }
  };
  const site: ActionSite = {
    account,
    region: admin.region,
    imageId: options.imageId,
    admin,
    aws: {
      reader: async (...of) => watched(site, await aws.reader(...of)),
      actor: async (grant) => watched(site, await aws.actor(grant)),
    },
    calls: [],
    used: new Set(),
    afterCall: undefined,
    async deny(permission) {
      await forbid(permission);
      // Nobody needs this one, and a policy must forbid something.
      return () => forbid('sts:GetSessionToken');
    },
    async close() {
      iam.destroy();
      await options.close();
    },
  };
  return site;
}

function watched(site: ActionSite, session: AwsSession): AwsSession {
  return {
    account: session.account,
    region: session.region,
    async call<P extends AwsPermission>(permission: P, input: Parameters<typeof session.call<P>>[1]) {
      site.calls.push(permission);
      site.used.add(permission);
      if ('TagSpecifications' in input && input.TagSpecifications !== undefined) site.used.add('ec2:CreateTags');
      if (permission === 'ec2:AssociateIamInstanceProfile') site.used.add('iam:PassRole');
      const answer = await session.call(permission, input);
      if (isChanging(permission)) site.afterCall?.(permission);
      return answer;
    },
  };
}
