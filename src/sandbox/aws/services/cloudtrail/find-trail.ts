import {
  InvalidHomeRegionException$,
  InvalidTrailNameException$,
  NotOrganizationMasterAccountException$,
  TrailNotFoundException$,
} from '@aws-sdk/client-cloudtrail';
import type { Call, Demand } from '../../operation.ts';
import { trailError } from './refusals.ts';
import type { TrailRecord } from '../../state/trails.ts';

function trailArn(call: Call, nameOrArn: string): string {
  return nameOrArn.startsWith('arn:')
    ? nameOrArn
    : (lookUp(call, nameOrArn)?.arn ?? `arn:aws:cloudtrail:${call.region}:${call.account.id}:trail/${nameOrArn}`);
}

export function onTrail(action: string, nameOrArn: string | undefined, call: Call): readonly Demand[] {
  return [{ action, resource: trailArn(call, nameOrArn ?? '') }];
}

/** A name means the trail of this Region or the shadow of a multi-Region trail; an ARN means one trail. */
function lookUp(call: Call, nameOrArn: string): TrailRecord | undefined {
  const trails = [...call.account.trails.values()];
  if (nameOrArn.startsWith('arn:')) return trails.find((trail) => trail.arn === nameOrArn);
  return (
    trails.find((trail) => trail.name === nameOrArn && trail.homeRegion === call.region) ??
    trails.find((trail) => trail.name === nameOrArn && trail.multiRegion)
  );
}

/** @throws AwsRefusal `TrailNotFoundException`. */
export function findTrail(call: Call, nameOrArn: string | undefined): TrailRecord {
  const trail = lookUp(call, nameOrArn ?? '');
  if (trail === undefined) {
    throw trailError(
      TrailNotFoundException$,
      `Unknown trail: ${trailArn(call, nameOrArn ?? '')} for the user: ${call.account.id}`,
    );
  }
  return trail;
}

/**
 * The trail, for a call that changes it.
 *
 * @throws AwsRefusal `NotOrganizationMasterAccountException`, `InvalidHomeRegionException`: "an operation is called on a trail from a Region other than the Region
 * in which the trail was created" (API_StopLogging).
 */
export function findHomeTrail(call: Call, nameOrArn: string | undefined): TrailRecord {
  const trail = findTrail(call, nameOrArn);
  // Member accounts see the organization's trails "but cannot modify or delete" them ("Creating a trail for an
  // organization", AWS CloudTrail User Guide).
  if (trail.organization === true) {
    throw trailError(
      NotOrganizationMasterAccountException$,
      'This account is not the management account of the organization that owns the trail.',
    );
  }
  if (trail.homeRegion !== call.region) {
    throw trailError(
      InvalidHomeRegionException$,
      `The Region ${call.region} is not the home Region of trail ${trail.arn}; its home Region is ${trail.homeRegion}.`,
    );
  }
  return trail;
}

/** "Naming requirements" of API_CreateTrail. */
export function checkTrailName(name: string): void {
  const shaped = /^[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]$/.test(name) && !/[._-]{2}/.test(name);
  if (!shaped || /^\d+\.\d+\.\d+\.\d+$/.test(name)) {
    throw trailError(
      InvalidTrailNameException$,

      'Trail name or ARN can only contain letters, numbers, periods, hyphens, and underscores, must start and end with a letter or number, and be between 3 and 128 characters.',
    );
  }
}
