import type { AwsSnapshot } from '../../contract.ts';
import { functions, groups, instances } from './compute.ts';
import { roles, ownPolicies, users } from './identities.ts';
import { buckets, copies, databaseCopies, databases, encryptionKeys } from './stores.ts';
import type { Section, Thing } from './thing.ts';

const TITLES: readonly (readonly [string, (aws: AwsSnapshot) => readonly Thing[]])[] = [
  ['Trails', trails],
  ['GuardDuty', detectors],
  ['Instances', instances],
  ['IAM users', users],
  ['Security groups', groups],
  ['Buckets', buckets],
  ['Databases', databases],
  ['Database snapshots', databaseCopies],
  ['Snapshots and images', copies],
  ['KMS keys', encryptionKeys],
  ['Functions', functions],
  ['IAM roles', roles],
  ['IAM policies', ownPolicies],
];

/** Everything in the account, by kind; only what holds something. */
export function sectionsOf(aws: AwsSnapshot): readonly Section[] {
  return TITLES.map(([title, view]) => ({ title, things: view(aws) })).filter(({ things }) => things.length > 0);
}

function trails(aws: AwsSnapshot): readonly Thing[] {
  return aws.trails.map(({ name, logging }) => ({
    key: `trail/${name}`,
    name,
    facts: [{ about: 'state', is: logging ? 'logging' : 'not logging', tone: logging ? 'good' : 'bad' }],
  }));
}

function detectors(aws: AwsSnapshot): readonly Thing[] {
  return aws.detectors.map(({ id, region, enabled, protections }) => ({
    key: `detector/${region}/${id}`,
    name: id,
    isId: true,
    facts: [
      { about: 'state', is: enabled ? 'on' : 'suspended', tone: enabled ? 'good' : 'bad' },
      { about: 'Region', is: region, shown: region },
      { about: 'protection', is: protections },
    ],
  }));
}
