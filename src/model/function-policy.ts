import { isObject, type JsonObject } from './json.ts';
import type { PermissionContent } from './permission-words.ts';

/** The statements of a function's policy, as `lambda:GetPolicy` gives it; none for what is no policy. */
export function policyStatements(text: string | undefined): readonly JsonObject[] {
  const policy: unknown = JSON.parse(text ?? '{}');
  const listed = isObject(policy) ? [policy['Statement']].flat() : [];
  return listed.filter((one): one is JsonObject => isObject(one));
}

/** Conditions of a statement by which parameter of AddPermission makes them, lower case. */
const CONDITIONS: Readonly<Record<string, keyof PermissionContent>> = {
  'stringequals aws:sourceaccount': 'sourceAccount',
  'stringequals aws:principalorgid': 'organization',
  'stringequals lambda:functionurlauthtype': 'urlAuthType',
  'stringequals lambda:eventsourcetoken': 'eventSourceToken',
  'arnlike aws:sourcearn': 'sourceArn',
  'stringlike aws:sourcearn': 'sourceArn',
  'bool lambda:invokedviafunctionurl': 'viaUrl',
};

/**
 * What a statement says, in the terms by which one is added; undefined for one that AddPermission could not make, which
 * therefore cannot be put back either.
 */
export function contentOf(statement: JsonObject): PermissionContent | undefined {
  const { Effect, Action, Condition = {} } = statement;
  const principal = principalOf(statement['Principal']);
  if (Effect !== 'Allow' || typeof Action !== 'string' || principal === undefined || !isObject(Condition)) {
    return undefined;
  }
  const narrowed: Record<string, string | boolean> = {};
  for (const [operator, keys] of Object.entries(Condition)) {
    for (const [key, value] of Object.entries(isObject(keys) ? keys : {})) {
      const field = CONDITIONS[`${operator} ${key}`.toLowerCase()];
      if (field === undefined || typeof value !== 'string') return undefined;
      narrowed[field] = field === 'viaUrl' ? value === 'true' : value;
    }
  }
  return { principal, action: Action, ...narrowed };
}

function principalOf(principal: unknown): string | undefined {
  if (typeof principal === 'string') return principal;
  if (!isObject(principal)) return undefined;
  const [[kind, who] = [], ...others] = Object.entries(principal);
  return others.length === 0 && (kind === 'AWS' || kind === 'Service') && typeof who === 'string' ? who : undefined;
}
