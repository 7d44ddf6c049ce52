import type { CreateAccessKeyResponse } from '@aws-sdk/client-iam';
import { callsAs, type Calls } from '../in-process.ts';
import { MANAGED_POLICIES } from '../iam/managed-policies.ts';
import { mustParse } from '../iam/document.ts';
import type { MessagingSetup } from '../messaging/setup.ts';
import type { EventSink } from '../perform.ts';
import { cloudtrail } from '../services/cloudtrail/service.ts';
import { iam } from '../services/iam/service.ts';
import type { AccountState } from '../state/account.ts';
import { newBucket } from '../state/buckets.ts';
import { iamId, secretKey } from '../state/ids.ts';
import type { AccessKey, User } from '../state/principals.ts';
import { addMachines } from './machines.ts';
import { addReservedRole } from './reserved-role.ts';
import { addDatabase, addDetector, addReports } from './stores-and-guards.ts';
import { addKeysAndFunctions } from './keys-and-functions.ts';
import { createDemoMessaging, DEMO } from './demo-account.ts';
import type { DemoAccount, SandboxCredentials } from './demo-account.ts';
import { DAY_OF_WORK_MS, dayOfWork } from './habits.ts';
import {
  actIamPolicy,
  actPolicy,
  backupPolicy,
  databasePolicy,
  deployPolicy,
  developerPolicy,
  metricsPolicy,
  readPolicy,
  reportsPolicy,
  serviceTrust,
  ssoTrust,
  supportPolicy,
  workerPolicy,
  workerTrust,
} from './policies.ts';

const HOUR = 3_600_000;

/** How long before "now" the account's history begins. */
const DEMO_PAST_DAYS = 21;
export const DEMO_PAST_MS = DEMO_PAST_DAYS * 24 * HOUR;

/**
 * Fills a new account: people, roles, instances, trail. It happens in the account's own past, by calls like any other, so
 * LookupEvents has a history; logging starts last, so none of it is delivered.
 * @param furnished With a database and GuardDuty, too.
 */
export async function bootstrap(
  account: AccountState,
  sink: EventSink,
  setup: MessagingSetup,
  furnished: boolean,
): Promise<DemoAccount> {
  addManagedPolicies(account);
  const root = addRootKey(account);
  const admin = addAdmin(account);
  const adminCaller = { kind: 'user', user: admin.user, accessKeyId: admin.credentials.accessKeyId } as const;
  const asAdmin = callsAs(account, sink, {
    caller: adminCaller,
    region: DEMO.region,
    sourceIp: '192.0.2.10',
    userAgent: 'aws-cli/2.31.4 md/awscrt#0.27.6 ua/2.1 os/macos#25.0.0 md/arch#arm64 lang/python#3.13.7 command/iam',
  });
  const arns = { account: account.id, region: DEMO.region };
  const dave = await addUser(asAdmin, 'dave', developerPolicy());
  const ciDeploy = await addUser(asAdmin, 'ci-deploy', deployPolicy());
  const ada = await addUser(asAdmin, 'ada');
  await asAdmin(iam, 'AttachUserPolicy', {
    UserName: 'ada',
    PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  });
  const vic = await addUser(asAdmin, 'vic', developerPolicy());
  const mira = await addUser(asAdmin, 'mira', databasePolicy());
  const metricsVendor = await addUser(asAdmin, 'metrics-vendor', metricsPolicy());
  const backup = await addUser(asAdmin, 'backup', backupPolicy());
  const reportsApp = await addUser(asAdmin, 'reports-app', reportsPolicy());
  await addConsoleUser(asAdmin, DEMO.consoleUser, supportPolicy(arns));
  await addConsoleUser(asAdmin, DEMO.traveller, supportPolicy(arns));
  const worker = await addUser(asAdmin, 'trailbolt-worker', workerPolicy(arns));
  await addRole(asAdmin, 'TrailboltRead', workerTrust(arns), readPolicy());
  await addRole(asAdmin, 'TrailboltAct', workerTrust(arns), actPolicy(arns));
  await addRole(asAdmin, 'TrailboltActIam', workerTrust(arns), actIamPolicy(arns));
  await addRole(asAdmin, 'web-server', serviceTrust('ec2.amazonaws.com'), { Version: '2012-10-17', Statement: [] });
  addReservedRole(
    account,
    '/aws-reserved/sso.amazonaws.com/',
    DEMO.permissionSetRole,
    'ReadOnlyAccess',
    ssoTrust(arns),
  );
  account.profiles.set('web-server', {
    arn: `arn:aws:iam::${account.id}:instance-profile/web-server`,
    id: iamId('AIPA'),
    role: 'web-server',
  });
  account.schedule.advance(2 * HOUR);
  const instances = await addMachines(account, sink, asAdmin);
  await addRole(asAdmin, 'thumbnails', serviceTrust('lambda.amazonaws.com'), { Version: '2012-10-17', Statement: [] });
  const role = `arn:aws:iam::${account.id}:role/thumbnails`;
  const { keys, functions } = await addKeysAndFunctions(account, asAdmin, DEMO.region, role);
  await addReports(account, asAdmin);
  if (furnished) {
    await addDetector(asAdmin);
    await addDatabase(account, asAdmin, keys.orders);
  }
  for (let day = 2; day < DEMO_PAST_DAYS; day += 2) {
    account.schedule.advance(48 * HOUR - DAY_OF_WORK_MS);
    await dayOfWork(account, sink);
  }
  const messaging = await createDemoMessaging(setup);
  account.buckets.set(DEMO.bucket, newBucket(DEMO.bucket, DEMO.region, account.schedule.now()));
  await asAdmin(cloudtrail, 'CreateTrail', {
    Name: DEMO.trail,
    S3BucketName: DEMO.bucket,
    SnsTopicName: messaging.trailTopicArn,
    IsMultiRegionTrail: true,
    IncludeGlobalServiceEvents: true,
    EnableLogFileValidation: true,
  });
  await asAdmin(cloudtrail, 'PutEventSelectors', {
    TrailName: DEMO.trail,
    EventSelectors: [
      {
        ReadWriteType: 'All',
        IncludeManagementEvents: true,
        DataResources: [{ Type: 'AWS::S3::Object', Values: [`arn:aws:s3:::${DEMO.reportsBucket}/`] }],
      },
    ],
  });
  await asAdmin(cloudtrail, 'StartLogging', { Name: DEMO.trail });
  // The rest of the way to the present.
  account.schedule.advance(Date.now() - account.schedule.now());
  return {
    account: account.id,
    alias: account.alias,
    region: DEMO.region,
    credentials: {
      root,
      admin: admin.credentials,
      dave,
      ciDeploy,
      ada,
      vic,
      mira,
      metricsVendor,
      backup,
      reportsApp,
      worker,
    },
    roles: {
      read: `arn:aws:iam::${account.id}:role/TrailboltRead`,
      act: `arn:aws:iam::${account.id}:role/TrailboltAct`,
      iamAct: `arn:aws:iam::${account.id}:role/TrailboltActIam`,
    },
    trail: {
      name: DEMO.trail,
      arn: `arn:aws:cloudtrail:${DEMO.region}:${account.id}:trail/${DEMO.trail}`,
      bucket: DEMO.bucket,
      prefix: '',
      topicArn: messaging.trailTopicArn,
    },
    consoleUser: DEMO.consoleUser,
    traveller: DEMO.traveller,
    reportsBucket: DEMO.reportsBucket,
    alertsTopicArn: messaging.alertsTopicArn,
    queues: messaging.queues,
    instances,
    keys,
    functions,
    imageId: DEMO.imageId,
  };
}

function addManagedPolicies(account: AccountState): void {
  for (const [name, text] of Object.entries(MANAGED_POLICIES)) {
    const arn = `arn:aws:iam::aws:policy/${name}`;
    account.managedPolicies.set(arn, {
      name,
      id: iamId('ANPA'),
      arn,
      path: '/',
      createdAt: Date.UTC(2020, 0, 1),
      text: JSON.stringify(text),
      document: mustParse(JSON.stringify(text), 'identity'),
    });
  }
}

function addRootKey(account: AccountState): SandboxCredentials {
  const key = newKey(account);
  account.rootKeys.set(key.id, key);
  return { accessKeyId: key.id, secretAccessKey: key.secret };
}

/** The first user cannot have been made by a user, so it is put there. */
function addAdmin(account: AccountState): { readonly user: User; readonly credentials: SandboxCredentials } {
  const key = newKey(account);
  const user: User = {
    name: 'admin',
    path: '/',
    id: iamId('AIDA'),
    arn: `arn:aws:iam::${account.id}:user/admin`,
    createdAt: key.createdAt,
    tags: new Map(),
    inline: new Map(),
    attached: new Set(['arn:aws:iam::aws:policy/AdministratorAccess']),
    keys: new Map([[key.id, key]]),
    mfaDevices: [{ serial: `arn:aws:iam::${account.id}:mfa/admin`, enabledAt: key.createdAt }],
  };
  account.users.set(user.name, user);
  return { user, credentials: { accessKeyId: key.id, secretAccessKey: key.secret } };
}

function newKey(account: AccountState): AccessKey {
  const createdAt = Math.floor(account.schedule.now() / 1000) * 1000;
  return { id: iamId('AKIA'), secret: secretKey(), createdAt, status: 'Active' };
}

async function addUser(asAdmin: Calls, name: string, policy?: object): Promise<SandboxCredentials> {
  await asAdmin(iam, 'CreateUser', { UserName: name });
  if (policy !== undefined) await putPolicy(asAdmin, name, policy);
  const { AccessKey: key } = await asAdmin<CreateAccessKeyResponse>(iam, 'CreateAccessKey', { UserName: name });
  return { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
}

function putPolicy(asAdmin: Calls, name: string, policy: object): Promise<unknown> {
  return asAdmin(iam, 'PutUserPolicy', {
    UserName: name,
    PolicyName: name,
    PolicyDocument: JSON.stringify(policy),
  });
}

async function addConsoleUser(
  asAdmin: Calls,
  { name, password }: DemoAccount['consoleUser'],
  policy: object,
): Promise<void> {
  await asAdmin(iam, 'CreateUser', { UserName: name });
  await putPolicy(asAdmin, name, policy);
  await asAdmin(iam, 'CreateLoginProfile', { UserName: name, Password: password, PasswordResetRequired: false });
}

async function addRole(asAdmin: Calls, name: string, trust: object, policy: object): Promise<void> {
  await asAdmin(iam, 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) });
  await asAdmin(iam, 'PutRolePolicy', { RoleName: name, PolicyName: name, PolicyDocument: JSON.stringify(policy) });
}
