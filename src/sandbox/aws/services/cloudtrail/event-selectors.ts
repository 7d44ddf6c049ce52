import { GetEventSelectors$, InvalidEventSelectorsException$, PutEventSelectors$ } from '@aws-sdk/client-cloudtrail';
import type {
  GetEventSelectorsRequest,
  GetEventSelectorsResponse,
  PutEventSelectorsRequest,
  PutEventSelectorsResponse,
} from '@aws-sdk/client-cloudtrail';
import { defineOperation } from '../../operation.ts';
import { trailError } from './refusals.ts';
import type { TrailRecord } from '../../state/trails.ts';
import { findHomeTrail, findTrail, onTrail } from './find-trail.ts';
import { touchedTrail } from './touched.ts';

export const putEventSelectors = defineOperation<PutEventSelectorsRequest, PutEventSelectorsResponse>({
  schema: PutEventSelectors$,
  readOnly: false,
  supports: ['TrailName', 'EventSelectors', 'AdvancedEventSelectors'],
  demands: (input, call) => onTrail('cloudtrail:PutEventSelectors', input.TrailName, call),

  run(input, call) {
    const trail = findHomeTrail(call, input.TrailName);
    const { EventSelectors: basic, AdvancedEventSelectors: advanced } = input;
    // "You can use either EventSelectors or AdvancedEventSelectors, but not both"; 5 basic ones at most
    // (API_PutEventSelectors).
    if ((basic === undefined) === (advanced === undefined) || (basic?.length ?? 1) > 5) {
      throw trailError(
        InvalidEventSelectorsException$,
        'Specify either one to five event selectors or advanced event selectors, but not both.',
      );
    }
    if (basic === undefined) {
      trail.advancedSelectors = advanced ?? [];
      trail.selectors = [];
    } else {
      trail.selectors = basic.map((selector) => ({
        ReadWriteType: selector.ReadWriteType ?? 'All',
        IncludeManagementEvents: selector.IncludeManagementEvents ?? true,
        DataResources: selector.DataResources ?? [],
        ExcludeManagementEventSources: selector.ExcludeManagementEventSources ?? [],
      }));
      delete trail.advancedSelectors;
    }
    call.account.changed();
    return view(trail);
  },

  record: { touched: (input) => touchedTrail(input.TrailName) },
});

export const getEventSelectors = defineOperation<GetEventSelectorsRequest, GetEventSelectorsResponse>({
  schema: GetEventSelectors$,
  readOnly: true,
  supports: ['TrailName'],
  demands: (input, call) => onTrail('cloudtrail:GetEventSelectors', input.TrailName, call),
  run: (input, call) => view(findTrail(call, input.TrailName)),
  record: { touched: (input) => touchedTrail(input.TrailName) },
});

function view(trail: TrailRecord): PutEventSelectorsResponse {
  return trail.advancedSelectors === undefined
    ? { TrailARN: trail.arn, EventSelectors: [...trail.selectors] }
    : { TrailARN: trail.arn, AdvancedEventSelectors: [...trail.advancedSelectors] };
}
