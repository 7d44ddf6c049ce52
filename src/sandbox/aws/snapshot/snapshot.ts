import type { AwsSnapshot } from '../../contract.ts';
import type { AccountState } from '../state/account.ts';
import { viewCopy, viewFunction, viewGroup, viewInstance } from './compute.ts';
import { viewIdentities } from './identities.ts';
import { viewStores } from './stores.ts';

const RECORDS = 200;

/** The account as somebody looking at its console would see it. */
export function takeSnapshot(account: AccountState): AwsSnapshot {
  const regions = [...account.regions.values()];
  return {
    account: account.id,
    alias: account.alias,
    instances: regions.flatMap((region) =>
      [...region.instances.values()].map((instance) => viewInstance(instance, region)),
    ),
    ...viewIdentities(account),
    ...viewStores(account),
    copies: regions.flatMap((region) => [
      ...[...region.snapshots.values()].map((one) => viewCopy('snapshot', region.name, one, one.volumeId)),
      ...[...region.images.values()].map((one) => viewCopy('image', region.name, one, one.name)),
    ]),
    groups: regions.flatMap((region) => [...region.groups.values()].map((group) => viewGroup(group, region))),
    functions: [...account.functions.values()].map(viewFunction),
    detectors: [...account.detectors].map(([region, { id, enabled, features }]) => ({
      id,
      region,
      enabled,
      protections: [...features].flatMap(([name, on]) => (on ? [name] : [])),
    })),
    trails: [...account.trails.values()].map(({ name, logging }) => ({ name, logging })),
    records: account.history
      .slice(-RECORDS)
      .toReversed()
      .map((entry) => ({
        eventID: entry.id,
        at: entry.at,
        eventName: entry.eventName,
        actor: entry.actorArn,
        region: entry.region,
        ...(entry.errorCode === undefined ? {} : { error: entry.errorCode }),
      })),
  };
}
