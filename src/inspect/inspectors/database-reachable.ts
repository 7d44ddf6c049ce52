import type { DBInstance } from '@aws-sdk/client-rds';
import type { Finding, Inspector } from '../inspector.ts';
import { MAKES_DATABASE, portOf, readDatabases } from '../reads/databases.ts';
import { letsInAt, readGroups } from '../reads/open-ports.ts';

/** A database with a public address whose groups let anybody in at its port. */
export const databaseReachable: Inspector = {
  rule: {
    id: 'database-reachable',
    title: 'A database can be reached from anywhere',
    level: 'high',
    description:
      'The database has a public address, and its security groups let the whole internet reach its port. Only its password keeps anybody out, and passwords are tried within minutes.',
    whatToDo:
      'Make it private, or take the rule out of its group, and look at who has connected meanwhile. Reach it through its network instead.',
    falsePositives: ['Databases for trials, with nothing in them.'],
    attack: ['T1190', 'T1578.005'],
  },
  after: [...MAKES_DATABASE, 'rds.amazonaws.com:ModifyDBInstance'],
  permissions: { read: ['rds:DescribeDBInstances', 'ec2:DescribeSecurityGroups'] },

  async look(session, record) {
    const open = (await readDatabases(session, record)).filter(({ database }) => database.PubliclyAccessible === true);
    const groups = await readGroups(session, [...new Set(open.flatMap(({ database }) => groupIds(database)))]);
    const findings = open.flatMap(({ target, database }): Finding[] => {
      const port = portOf(database, record);
      const through = groups
        .filter(({ GroupId: id = '' }) => groupIds(database).includes(id))
        .filter((group) => port !== undefined && letsInAt(group, port))
        .map(({ GroupId: id }) => id);
      if (port === undefined || through.length === 0) return [];
      const where = database.Endpoint?.Address === undefined ? 'Once it is made' : `At ${database.Endpoint.Address}`;
      return [{ target, seen: `${where}, port ${port} can be reached from anywhere (${through.join(', ')}).` }];
    });
    return { findings, settling: false };
  },
};

function groupIds({ VpcSecurityGroups: groups = [] }: DBInstance): readonly string[] {
  return groups.flatMap(({ VpcSecurityGroupId: id }) => id ?? []);
}
