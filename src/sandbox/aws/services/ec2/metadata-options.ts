import { ModifyInstanceMetadataOptions$ } from '@aws-sdk/client-ec2';
import type {
  InstanceMetadataOptionsRequest,
  ModifyInstanceMetadataOptionsRequest,
  ModifyInstanceMetadataOptionsResult,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import type { MetadataOptions } from '../../state/ec2.ts';
import { wrappedRequest, wrappedResponse } from '../../trail/wrapped-parameters.ts';
import { viewMetadata } from './instance-view.ts';
import { findInstances, instanceDemands, touchedInstances } from './instances.ts';
import { checkDryRun, incorrectState, invalidCombination, invalidValue } from './refusals.ts';
import { regionOf } from './regional.ts';

type Asked = Pick<InstanceMetadataOptionsRequest, 'HttpTokens' | 'HttpPutResponseHopLimit' | 'HttpEndpoint'>;

/** What a launch gets: the images here ask for IMDSv2, which the request may override ("Configure instance metadata options"). */
export function newMetadata(asked: Asked | undefined): MetadataOptions {
  return merge({ tokens: 'required', hopLimit: 2, endpoint: 'enabled' }, asked ?? {});
}

function merge(before: MetadataOptions, asked: Asked): MetadataOptions {
  const { HttpTokens = before.tokens, HttpPutResponseHopLimit: hops = before.hopLimit } = asked;
  const { HttpEndpoint = before.endpoint } = asked;
  if (HttpTokens !== 'optional' && HttpTokens !== 'required') throw invalidValue(HttpTokens, 'HttpTokens');
  if (HttpEndpoint !== 'enabled' && HttpEndpoint !== 'disabled') throw invalidValue(HttpEndpoint, 'HttpEndpoint');
  // "Possible values: Integers from 1 to 64" (API_ModifyInstanceMetadataOptions).
  if (hops < 1 || hops > 64) throw invalidValue(String(hops), 'HttpPutResponseHopLimit');
  return { tokens: HttpTokens, hopLimit: hops, endpoint: HttpEndpoint };
}

export const modifyInstanceMetadataOptions = defineOperation<
  ModifyInstanceMetadataOptionsRequest,
  ModifyInstanceMetadataOptionsResult
>({
  schema: ModifyInstanceMetadataOptions$,
  readOnly: false,
  supports: ['InstanceId', 'HttpTokens', 'HttpPutResponseHopLimit', 'HttpEndpoint', 'DryRun'],
  demands: (input, call) =>
    instanceDemands(call, 'ec2:ModifyInstanceMetadataOptions', [input.InstanceId ?? '']).map((demand) => ({
      ...demand,
      context: { ...demand.context, 'ec2:Attribute/HttpTokens': input.HttpTokens },
    })),

  run(input, call) {
    const [instance] = findInstances(regionOf(call), [input.InstanceId ?? '']);
    if (instance === undefined) return {};
    // "The instance must be in the running or stopped state" ("Modify instance metadata options for existing instances").
    if (!['pending', 'running', 'stopping', 'stopped'].includes(instance.state)) {
      throw incorrectState(instance.id, 'modified');
    }
    const { HttpTokens, HttpPutResponseHopLimit, HttpEndpoint } = input;
    if (HttpTokens === undefined && HttpPutResponseHopLimit === undefined && HttpEndpoint === undefined) {
      throw invalidCombination('At least one metadata option must be specified');
    }
    const options = merge(instance.metadata, input);
    checkDryRun(input.DryRun);
    instance.metadata = options;
    call.account.changed();
    return { InstanceId: instance.id, InstanceMetadataOptions: { ...viewMetadata(instance), State: 'pending' } };
  },

  record: {
    request: (input) => wrappedRequest(ModifyInstanceMetadataOptions$, { ...input }),
    response: (output, call) => wrappedResponse(ModifyInstanceMetadataOptions$, { ...output }, call.requestId),
    touched: (input) => touchedInstances([input.InstanceId ?? '']),
  },
});
