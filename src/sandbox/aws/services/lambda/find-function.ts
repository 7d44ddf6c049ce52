import type { JsonObject } from '../../../../model/json.ts';
import type { Call, Demand, Touched } from '../../operation.ts';
import type { FunctionRecord } from '../../state/functions.ts';
import { invalidParameter, notFound, validationError } from './refusals.ts';

const NAME =
  /^(?:(?:arn:aws[a-zA-Z-]*:lambda:)?(?:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(?<account>\d{12}):)?function:)?(?<name>[a-zA-Z0-9-_]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** Names a function, and a version or alias of it, in any of the three ways that Lambda takes. */
export interface OfFunction {
  readonly FunctionName: string | undefined;
  readonly Qualifier?: string | undefined;
}

export interface FunctionReference {
  readonly name: string;
  /** The empty text: the function itself. */
  readonly qualifier: string;
  readonly arn: string;
  /** With the qualifier. */
  readonly qualifiedArn: string;
}

/**
 * "Name formats" of each action, AWS Lambda API Reference.
 *
 * @throws AwsRefusal `ValidationException`, `InvalidParameterValueException`, `ResourceNotFoundException` for a function of
 * somewhere else.
 */
export function referenceOf(call: Call, { FunctionName: given = '', Qualifier }: OfFunction): FunctionReference {
  const parts = NAME.exec(given)?.groups;
  if (parts === undefined) {
    const pattern =
      '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?';
    throw validationError('functionName', given, `Member must satisfy regular expression pattern: ${pattern}`);
  }
  const { region = call.region, account = call.account.id, name = '', qualifier: own } = parts;
  if (own !== undefined && Qualifier !== undefined && own !== Qualifier) {
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.');
  }
  const qualifier = Qualifier ?? own ?? '';
  const arn = `arn:aws:lambda:${region}:${account}:function:${name}`;
  if (region !== call.region || account !== call.account.id)
    throw notFound(`Functions from '${region}' are not reachable in this region ('${call.region}')`);
  return { name, qualifier, arn, qualifiedArn: qualifier === '' ? arn : `${arn}:${qualifier}` };
}

/** @throws AwsRefusal `ResourceNotFoundException`, and as {@link referenceOf}. */
export function findFunction(call: Call, input: OfFunction): FunctionRecord {
  const { arn, qualifier, qualifiedArn } = referenceOf(call, input);
  const found = call.account.functions.get(arn);
  if (found === undefined || !(qualifier === '' || qualifier === '$LATEST' || found.aliases.has(qualifier))) {
    throw notFound(`Function not found: ${qualifiedArn}`);
  }
  return found;
}

/** A demand on a function, or on a version or alias of it, whose policy has a say. */
export function onFunction(
  action: string,
  input: OfFunction,
  call: Call,
  context: NonNullable<Demand['context']> = {},
): readonly Demand[] {
  const { arn, qualifier, qualifiedArn } = referenceOf(call, input);
  const policy = call.account.functions.get(arn)?.policies.get(qualifier);
  const own = policy === undefined ? {} : { policy: policy.document };
  return [{ action, resource: qualifiedArn, context: { 'lambda:FunctionArn': qualifiedArn, ...context }, ...own }];
}

/** What LookupEvents finds the record of a call by. */
export function touchedFunction(input: OfFunction): readonly Touched[] {
  const name = NAME.exec(input.FunctionName ?? '')?.groups?.['name'];
  return name === undefined ? [] : [{ type: 'AWS::Lambda::Function', name }];
}

/** Records of calls on tags name what is tagged besides. */
export function resource(call: Call, arn: string | undefined): readonly JsonObject[] {
  return arn === undefined ? [] : [{ accountId: call.account.id, type: 'AWS::Lambda::Function', ARN: arn }];
}
