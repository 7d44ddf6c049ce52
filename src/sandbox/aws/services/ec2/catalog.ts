/** Instance types and images that exist in the sandbox: enough for everyday use and for what attackers like. */

export interface InstanceTypeFacts {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

type Row = readonly [name: string, vcpus: number, memoryGiB: number, gpus: number];

/** From the instance type pages of the Amazon EC2 documentation ("Instance type specifications"). */
const ROWS: readonly Row[] = [
  ['t2.micro', 1, 1, 0],
  ['t3.nano', 2, 0.5, 0],
  ['t3.micro', 2, 1, 0],
  ['t3.small', 2, 2, 0],
  ['t3.medium', 2, 4, 0],
  ['t3.large', 2, 8, 0],
  ['m5.large', 2, 8, 0],
  ['m5.xlarge', 4, 16, 0],
  ['m5.2xlarge', 8, 32, 0],
  ['m5.4xlarge', 16, 64, 0],
  ['m5.24xlarge', 96, 384, 0],
  ['c5.large', 2, 4, 0],
  ['c5.xlarge', 4, 8, 0],
  ['c5.4xlarge', 16, 32, 0],
  ['c5.9xlarge', 36, 72, 0],
  ['c5.18xlarge', 72, 144, 0],
  ['c5.24xlarge', 96, 192, 0],
  ['r5.large', 2, 16, 0],
  ['r5.xlarge', 4, 32, 0],
  ['r5.24xlarge', 96, 768, 0],
  ['g4dn.xlarge', 4, 16, 1],
  ['g4dn.2xlarge', 8, 32, 1],
  ['g4dn.12xlarge', 48, 192, 4],
  ['g4dn.metal', 96, 384, 8],
  ['g5.xlarge', 4, 16, 1],
  ['g5.48xlarge', 192, 768, 8],
  ['p2.xlarge', 4, 61, 1],
  ['p2.16xlarge', 64, 732, 16],
  ['p3.2xlarge', 8, 61, 1],
  ['p3.8xlarge', 32, 244, 4],
  ['p3.16xlarge', 64, 488, 8],
  ['p4d.24xlarge', 96, 1152, 8],
  ['p5.48xlarge', 192, 2048, 8],
];

export const INSTANCE_TYPES: ReadonlyMap<string, InstanceTypeFacts> = new Map(
  ROWS.map(([name, vcpus, memoryGiB, gpus]) => [name, { vcpus, memoryMiB: memoryGiB * 1024, gpus }]),
);

/** Family whose vCPU quota counts a type ("Amazon EC2 instance type quotas"): A, C, D, H, I, M, R, T and Z share one. */
export function quotaFamily(type: string): string {
  const letter = type.charAt(0);
  return 'acdhimrtz'.includes(letter) ? 'standard' : letter;
}

export interface ImageFacts {
  readonly id: string;
  readonly owner: string;
  /** As EC2 writes it: for what AWS and its verified providers publish. */
  readonly alias?: 'amazon';
  readonly name: string;
  readonly description: string;
  readonly createdAt: string;
}

export const IMAGES: ReadonlyMap<string, ImageFacts> = new Map(
  [
    {
      id: 'ami-0a1b2c3d4e5f60718',
      owner: '137112412989',
      alias: 'amazon' as const,
      name: 'al2023-ami-2023.6.20261012.0-kernel-6.1-x86_64',
      description: 'Amazon Linux 2023 AMI x86_64 HVM kernel-6.1',
      createdAt: '2026-10-12T17:41:09.000Z',
    },
    {
      id: 'ami-0b2c3d4e5f6071829',
      owner: '099720109477',
      alias: 'amazon' as const,
      name: 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261003',
      description: 'Canonical, Ubuntu, 24.04, amd64 noble image',
      createdAt: '2026-10-03T09:12:44.000Z',
    },
    {
      id: 'ami-0c3d4e5f60718293a',
      owner: '898082745236',
      alias: 'amazon' as const,
      name: 'Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 22.04) 20260918',
      description: 'Supported EC2 instances: G4dn, G5, P3, P4d, P5',
      createdAt: '2026-09-18T21:03:30.000Z',
    },
    // Named like a well-known one, as images that wait for somebody's typing error are.
    {
      id: 'ami-0d4e5f60718293a4b',
      owner: '222233334444',
      name: 'ubuntu-noble-24.04-amd64-server-minimal-20261101',
      description: 'Ubuntu 24.04 LTS, hardened',
      createdAt: '2026-11-01T03:14:15.000Z',
    },
  ].map((image) => [image.id, image]),
);
