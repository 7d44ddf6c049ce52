import { callsAs } from '../in-process.ts';
import type { Service } from '../operation.ts';
import type { EventSink } from '../perform.ts';
import { ec2 } from '../services/ec2/service.ts';
import { s3 } from '../services/s3/service.ts';
import { sts } from '../services/sts/service.ts';
import type { AccountState } from '../state/account.ts';
import { DEMO } from './demo-account.ts';

/** Where the people of the demo sit, what its programs run on, and what each of them works with. */
export const USUAL = {
  cli: 'aws-cli/2.31.4 md/awscrt#0.27.6 ua/2.1 os/macos#25.0.0 md/arch#arm64 lang/python#3.13.7 md/command#ec2.describe-instances',
  boto: 'Boto3/1.42.1 md/Botocore#1.42.1 ua/2.1 os/linux#6.12.0 md/arch#x86_64 lang/python#3.13.7',
  /** First three numbers of the office's network. */
  office: '192.0.2',
  /** The same of the network that programs call from. */
  programs: '198.51.100',
} as const;

/** Account time that a day of work takes, in milliseconds. */
export const DAY_OF_WORK_MS = 2 * 60 * 60 * 1000;

interface Habit {
  readonly user: string;
  readonly address: string;
  readonly agent: string;
  readonly calls: readonly (readonly [service: Service, operation: string, input?: object])[];
}

const HABITS: readonly Habit[] = [
  {
    user: 'dave',
    address: `${USUAL.office}.44`,
    agent: USUAL.boto,
    calls: [
      [ec2, 'DescribeInstances'],
      [ec2, 'DescribeSecurityGroups'],
      [ec2, 'DescribeVolumes'],
    ],
  },
  {
    user: 'vic',
    address: `${USUAL.office}.51`,
    agent: USUAL.cli,
    calls: [
      [ec2, 'DescribeInstances'],
      [ec2, 'DescribeSecurityGroups'],
    ],
  },
  {
    user: 'ada',
    address: `${USUAL.office}.12`,
    agent: USUAL.cli,
    calls: [
      [sts, 'GetCallerIdentity'],
      [ec2, 'DescribeInstances'],
    ],
  },
  {
    user: 'mira',
    address: `${USUAL.office}.63`,
    agent: USUAL.cli,
    calls: [
      [ec2, 'DescribeInstances'],
      [ec2, 'DescribeVolumes'],
    ],
  },
  { user: 'metrics-vendor', address: `${USUAL.programs}.20`, agent: USUAL.boto, calls: [[ec2, 'DescribeInstances']] },
  {
    user: 'backup',
    address: `${USUAL.programs}.31`,
    agent: USUAL.boto,
    calls: [
      [ec2, 'DescribeInstances'],
      [ec2, 'DescribeVolumes'],
    ],
  },
  {
    user: 'reports-app',
    address: `${USUAL.programs}.42`,
    agent: USUAL.boto,
    calls: [[s3, 'GetBucketLocation', { Bucket: DEMO.reportsBucket }]],
  },
  { user: 'ci-deploy', address: `${USUAL.programs}.53`, agent: USUAL.boto, calls: [[ec2, 'DescribeInstances']] },
];

/** What people and programs of the account do on any day, from where they always are. */
export async function dayOfWork(account: AccountState, sink: EventSink): Promise<void> {
  for (const { user: name, address, agent, calls } of HABITS) {
    const user = account.users.get(name);
    const [accessKeyId] = user?.keys.keys() ?? [];
    if (user === undefined || accessKeyId === undefined) continue;
    const call = callsAs(account, sink, {
      caller: { kind: 'user', user, accessKeyId },
      region: DEMO.region,
      sourceIp: address,
      userAgent: agent,
    });
    for (const [service, operation, input = {}] of calls) await call(service, operation, { ...input });
    account.schedule.advance(DAY_OF_WORK_MS / HABITS.length);
  }
}
