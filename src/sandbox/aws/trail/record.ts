import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../model/json.ts';
import type { Call, Operation, Service, Touched } from '../operation.ts';
import type { AwsRefusal } from '../refusal.ts';
import { GLOBAL_REGION } from '../state/account.ts';
import { callerArn } from '../state/principals.ts';
import type { HistoryEntry } from '../state/trails.ts';
import { isoSeconds, lookupUsername, userIdentity } from './user-identity.ts';

/** What CloudTrail writes about one management event beyond what the call itself says. */
export interface EventFacts {
  /** `ec2`, without the domain. */
  readonly service: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly global: boolean;
  readonly requestParameters: JsonObject | null;
  readonly responseElements: JsonObject | null;
  readonly error?: { readonly code: string; readonly message: string };
  readonly touched: readonly Touched[];
  readonly resources?: readonly JsonObject[];
  /** The object that a data event is about. Absent: a management event. */
  readonly dataArn?: string;
}

/** One event ("CloudTrail record contents", AWS CloudTrail User Guide). */
export function writeRecord(call: Call, facts: EventFacts): HistoryEntry {
  const id = randomUUID();
  const region = facts.global ? GLOBAL_REGION : call.region;
  const invokedBy = call.caller.kind === 'role' ? call.caller.session.invokedBy : undefined;
  const host = facts.global ? `${facts.service}.amazonaws.com` : `${facts.service}.${region}.amazonaws.com`;
  const record: JsonObject = {
    eventVersion: '1.11',
    userIdentity: userIdentity(call.caller, call.account.id),
    eventTime: isoSeconds(call.now),
    eventSource: `${facts.service}.amazonaws.com`,
    eventName: facts.name,
    awsRegion: region,
    sourceIPAddress: invokedBy ?? call.sourceIp,
    userAgent: invokedBy ?? call.userAgent,
    ...(facts.error === undefined ? {} : { errorCode: facts.error.code, errorMessage: facts.error.message }),
    requestParameters: facts.requestParameters,
    responseElements: facts.responseElements,
    requestID: call.requestId,
    eventID: id,
    readOnly: facts.readOnly,
    ...(facts.resources === undefined || facts.resources.length === 0 ? {} : { resources: facts.resources }),
    eventType: 'AwsApiCall',
    managementEvent: facts.dataArn === undefined,
    recipientAccountId: call.account.id,
    eventCategory: facts.dataArn === undefined ? 'Management' : 'Data',
    ...(call.caller.kind === 'user' && call.caller.console !== undefined
      ? { sessionCredentialFromConsole: 'true' }
      : {}),
    // A service that acts by itself has no connection to tell of.
    ...(invokedBy === undefined
      ? {
          tlsDetails: {
            tlsVersion: 'TLSv1.3',
            cipherSuite: 'TLS_AES_128_GCM_SHA256',
            clientProvidedHostHeader: host,
          },
        }
      : {}),
  };
  return {
    record,
    at: call.now,
    id,
    region,
    eventName: facts.name,
    eventSource: `${facts.service}.amazonaws.com`,
    username: lookupUsername(call.caller),
    accessKeyId: call.caller.accessKeyId,
    readOnly: facts.readOnly,
    resources: facts.touched,
    actorArn: callerArn(call.caller, call.account.id),
    errorCode: facts.error?.code,
    ...(facts.dataArn === undefined ? {} : { dataArn: facts.dataArn }),
  };
}

/** The facts of a call that a service answered or refused. */
export function eventFacts(
  service: Service,
  operation: Operation,
  call: Call,
  input: Readonly<Record<string, unknown>>,
  result: { readonly output: Readonly<Record<string, unknown>> } | { readonly refusal: AwsRefusal },
): EventFacts {
  const { record } = operation;
  const output = 'output' in result ? result.output : undefined;
  const refusal = 'refusal' in result ? result.refusal : undefined;
  const hidden = refusal !== undefined && service.hidesParameters(refusal);
  const request = (): JsonObject | null =>
    record.request === undefined ? service.recordRequest(operation, input, call) : record.request(input, call);
  const response = (made: Readonly<Record<string, unknown>>): JsonObject | null =>
    record.response === undefined ? service.recordResponse(operation, made, call) : record.response(made, call, input);
  const prefix = service.name === 'ec2' ? (refusal !== undefined && refusal.status >= 500 ? 'Server.' : 'Client.') : '';
  return {
    service: service.name,
    name: record.eventName ?? operation.model.name,
    readOnly: operation.readOnly,
    global: service.global,
    requestParameters: hidden ? null : request(),
    responseElements: output === undefined ? null : response(output),
    ...(refusal === undefined ? {} : { error: { code: prefix + refusal.recordCode, message: refusal.message } }),
    touched: record.touched?.(input, output, call) ?? [],
    ...(record.resources === undefined || hidden ? {} : { resources: record.resources(input, call, output) }),
  };
}
