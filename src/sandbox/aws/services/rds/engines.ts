import type { Call } from '../../operation.ts';
import { invalidValue } from './refusals.ts';

/** Engines of single instances, with the port that each has unless asked otherwise ("Port", API_CreateDBInstance). */
export const ENGINES: Readonly<Record<string, { readonly version: string; readonly port: number }>> = {
  mariadb: { version: '11.8.3', port: 3306 },
  mysql: { version: '8.4.6', port: 3306 },
  postgres: { version: '17.6', port: 5432 },
};

export function checkClass(name: string | undefined): void {
  if (!/^db\.[a-z][a-z0-9]+\.(?:\d*x?large|micro|small|medium)$/.test(name ?? '')) {
    throw invalidValue(`Invalid DB Instance class: ${name ?? ''}`);
  }
}

/** The groups that are asked for, or the default one of the VPC. */
export function checkGroups(asked: readonly string[] | undefined, call: Call): readonly string[] {
  const network = call.account.regions.get(call.region);
  if (asked === undefined || asked.length === 0) return network === undefined ? [] : [network.defaultGroupId];
  const unknown = asked.find((id) => network?.groups.has(id) !== true);
  if (unknown !== undefined) throw invalidValue(`Invalid security group , groupId= ${unknown}, groupName=.`);
  return asked;
}
