import type { JsonObject } from '../../../../model/json.ts';
import type { Call, Demand, Touched } from '../../operation.ts';
import type { KeyAlias, KeyRecord } from '../../state/keys.ts';
import { invalidState, keyNotFound } from './refusals.ts';

const ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function keyArn(call: Call, id: string): string {
  return `arn:aws:kms:${call.region}:${call.account.id}:key/${id}`;
}

export function aliasArn(call: Call, name: string): string {
  return `arn:aws:kms:${call.region}:${call.account.id}:${name}`;
}

export function findAlias(call: Call, name: string): KeyAlias | undefined {
  return call.account.keyAliases.get(name.startsWith('arn:') ? name : aliasArn(call, name));
}

/** The ARN that an id, an ARN or, where the call takes one, an alias stands for; whether there is such a key or not. */
function arnOf(call: Call, name: string): string {
  const alias = /^(?:arn:.*:)?alias\//.test(name) ? findAlias(call, name) : undefined;
  if (alias !== undefined) return keyArn(call, alias.keyId);
  return name.startsWith('arn:') ? name : keyArn(call, name);
}

/**
 * The key by its id or ARN, and by an alias where the call takes one ("KeyId" of each action, AWS KMS API Reference).
 *
 * @throws AwsRefusal `NotFoundException`.
 */
export function findKey(
  call: Call,
  name: string | undefined,
  aliases: 'with-alias' | 'no-alias' = 'no-alias',
): KeyRecord {
  const given = name ?? '';
  const isAlias = /^(?:arn:.*:)?alias\//.test(given);
  if (isAlias && (aliases === 'no-alias' || findAlias(call, given) === undefined)) {
    throw keyNotFound(
      aliases === 'no-alias'
        ? `Invalid keyId ${given}`
        : `Alias ${given.startsWith('arn:') ? given : aliasArn(call, given)} is not found.`,
    );
  }
  const arn = arnOf(call, given);
  const [, , , region, account, ending = ''] = arn.split(':');
  if (region !== call.region || account !== call.account.id) throw keyNotFound(`Invalid arn ${region ?? ''}`);
  if (!ending.startsWith('key/') || !ID.test(ending.slice(4))) throw keyNotFound(`Invalid keyId ${given}`);
  const key = call.account.keys.get(arn);
  if (key === undefined) throw keyNotFound(`Key '${arn}' does not exist`);
  return key;
}

/**
 * A demand on a key, whose own policy must let in the caller or his account: "no AWS principal has any permissions to a KMS
 * key unless they are provided explicitly" ("Key policies in AWS KMS", AWS KMS Developer Guide).
 */
export function onKey(action: string, name: string | undefined, call: Call): readonly Demand[] {
  const arn = arnOf(call, name ?? '');
  const key = call.account.keys.get(arn);
  return [
    { action, resource: arn, ...(key === undefined ? {} : { policy: key.policy.document, policyDecides: true }) },
  ];
}

/** @throws AwsRefusal `KMSInvalidStateException` for a key whose deletion is pending. */
export function refusePending(key: KeyRecord): void {
  if (key.state === 'PendingDeletion') throw invalidState(`${key.arn} is pending deletion.`);
}

/** What KMS's records say of the key beside the parameters, and what LookupEvents finds them by. */
export const keyRecord = {
  touched: (input: { readonly KeyId?: string | undefined }, _output: unknown, call: Call): readonly Touched[] =>
    input.KeyId === undefined ? [] : [{ type: 'AWS::KMS::Key', name: arnOf(call, input.KeyId) }],
  resources: (input: { readonly KeyId?: string | undefined }, call: Call): readonly JsonObject[] =>
    input.KeyId === undefined ? [] : [resource(call, arnOf(call, input.KeyId))],
};

export function resource(call: Call, arn: string): JsonObject {
  return { accountId: call.account.id, type: 'AWS::KMS::Key', ARN: arn };
}
