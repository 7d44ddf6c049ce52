import { DEMO } from '../demo/demo-account.ts';
import type { AccountState } from '../state/account.ts';

const MANAGEMENT_ACCOUNT = '999988887777';

/** A trail as a member account sees it: there to be described, not to be changed ("Creating a trail for an organization"). */
export function addOrganizationTrail(account: AccountState, name: string, logging: boolean): string {
  const arn = `arn:aws:cloudtrail:${DEMO.region}:${MANAGEMENT_ACCOUNT}:trail/${name}`;
  account.trails.set(arn, {
    name,
    arn,
    homeRegion: DEMO.region,
    organization: true,
    bucket: 'organization-trails',
    prefix: '',
    multiRegion: true,
    globalEvents: true,
    validation: true,
    logging,
    selectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }],
  });
  account.changed();
  return arn;
}
