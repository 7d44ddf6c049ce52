import { describeError } from '../../errors.ts';
import { nameKey, type LiveNames } from '../../model/live-names.ts';
import type { RegionalTarget } from '../../model/alert.ts';
import type { Aws } from '../../ports/aws.ts';
import type { Log } from '../../ports/log.ts';
import { namers } from './index.ts';
import type { Namer } from './namer.ts';

/** What has a name, and the Region to ask in. */
export type Nameless = Pick<RegionalTarget, 'type' | 'id' | 'region'>;

/** What the host of an endpoint is made of: whatever an alert claims, only what looks like a Region is asked in. */
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/u;

/** What is asked about at all. The ids of these kinds are made of nothing else. */
const ID = /^[\w-]{4,128}$/u;

/** Regions that are asked for one kind of thing. */
const REGIONS = 5;

/**
 * What these things are called in AWS right now, with the account's reading role narrowed to what each kind needs. Never
 * throws: what cannot be read stays without a name, and the log says why.
 */
export async function readNames(
  { aws, log }: { readonly aws: Aws; readonly log: Log },
  account: string,
  things: readonly Nameless[],
): Promise<LiveNames> {
  const names: Record<string, string> = {};
  for (const namer of namers) {
    const mine = things.filter(
      ({ type, id, region }) => namer.types.includes(type) && ID.test(id) && REGION.test(region),
    );
    const places = [...Map.groupBy(mine, ({ region }) => region)].slice(0, REGIONS);
    for (const [region, all] of places) {
      try {
        const session = await aws.reader(account, region, namer.permissions);
        const found = await namer.read(session, idsOf(namer, all));
        for (const { type, id } of all) {
          const name = found.get(id);
          if (name !== undefined) names[nameKey({ type, id })] = name;
        }
      } catch (error) {
        log.warn('names.not-read', { account, region, types: namer.types.join(', '), error: describeError(error) });
      }
    }
  }
  return names;
}

function idsOf({ most }: Namer, things: readonly Nameless[]): readonly string[] {
  return [...new Set(things.map(({ id }) => id))].slice(0, most);
}
