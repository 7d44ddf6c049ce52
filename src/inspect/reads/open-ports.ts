import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import type { AwsSession } from '../../ports/aws.ts';

/** Ports by which machines and databases are administered, with the names that people know them by. */
const ADMIN_PORTS: readonly (readonly [port: number, name: string])[] = [
  [22, 'SSH'],
  [23, 'Telnet'],
  [135, 'RPC'],
  [445, 'SMB'],
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [2375, 'Docker'],
  [2379, 'etcd'],
  [3306, 'MySQL'],
  [3389, 'RDP'],
  [5432, 'PostgreSQL'],
  [5601, 'Kibana'],
  [5900, 'VNC'],
  [5985, 'WinRM'],
  [5986, 'WinRM'],
  [6379, 'Redis'],
  [6443, 'Kubernetes'],
  [9200, 'OpenSearch'],
  [10250, 'kubelet'],
  [11211, 'Memcached'],
  [27017, 'MongoDB'],
];

const ANYWHERE = new Set(['0.0.0.0/0', '::/0']);

/** What a group lets in from anywhere, in words: `port 22 (SSH)`, `every port`. Nothing: no administration port. */
export function adminPortsOpenTo(group: SecurityGroup): readonly string[] {
  const found = (group.IpPermissions ?? []).filter(isFromAnywhere).flatMap(adminPortsOf);
  return [...new Set(found)];
}

/** Whether a group lets anybody in at a port of TCP. */
export function letsInAt(group: SecurityGroup, port: number): boolean {
  return (group.IpPermissions ?? []).filter(isFromAnywhere).some((permission) => {
    if (permission.IpProtocol === '-1') return true;
    const [first, last] = tcpPorts(permission) ?? [1, 0];
    return first <= port && port <= last;
  });
}

function isFromAnywhere({ IpRanges: four = [], Ipv6Ranges: six = [] }: IpPermission): boolean {
  return (
    four.some(({ CidrIp: range }) => ANYWHERE.has(range ?? '')) ||
    six.some(({ CidrIpv6: range }) => ANYWHERE.has(range ?? ''))
  );
}

/** EC2 writes `-1` for every protocol, and then names no ports. */
function adminPortsOf(permission: IpPermission): readonly string[] {
  if (permission.IpProtocol === '-1') return ['every port'];
  const ports = tcpPorts(permission);
  if (ports === undefined) return [];
  const [first, last] = ports;
  if (first <= 0 && last >= 65_535) return ['every port'];
  return ADMIN_PORTS.filter(([port]) => first <= port && port <= last).map(([port, name]) => `port ${port} (${name})`);
}

/** First and last; undefined for another protocol. */
function tcpPorts({ IpProtocol: protocol, FromPort: from, ToPort: to }: IpPermission): [number, number] | undefined {
  // 6 is TCP's number, which EC2 takes as well.
  return protocol === 'tcp' || protocol === '6' ? [from ?? 0, to ?? 65_535] : undefined;
}

/** The groups with these ids, those that are gone left out. */
export async function readGroups(session: AwsSession, ids: readonly string[]): Promise<readonly SecurityGroup[]> {
  if (ids.length === 0) return [];
  // By filter: a name that is gone among the ids would fail them all.
  const { output } = await session.call('ec2:DescribeSecurityGroups', {
    Filters: [{ Name: 'group-id', Values: [...ids].slice(0, 200) }],
  });
  return output.SecurityGroups ?? [];
}

/** `port 22 (SSH), port 3389 (RDP) and 4 more`. */
export function portsInWords(ports: readonly string[]): string {
  const shown = ports.slice(0, 3).join(', ');
  return ports.length > 3 ? `${shown} and ${ports.length - 3} more` : shown;
}
