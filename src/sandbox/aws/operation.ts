import type { JsonObject } from '../../model/json.ts';
import type { PolicyDocument } from './iam/document.ts';
import type { AccountState } from './state/account.ts';
import type { Caller } from './state/principals.ts';
import type { AwsRefusal } from './refusal.ts';
import type { Protocol } from './wire/protocol.ts';
import { readOperation } from './wire/schema.ts';
import type { OperationModel, OperationSchema } from './wire/schema.ts';

/** One authenticated call on its way through a service. */
export interface Call {
  readonly account: AccountState;
  readonly caller: Caller;
  readonly region: string;
  readonly requestId: string;
  /** Account time of its arrival, Unix milliseconds. */
  readonly now: number;
  readonly sourceIp: string;
  readonly userAgent: string;
}

/** One thing that the caller must be allowed to do. */
export interface Demand {
  /** With the service's prefix: `ec2:TerminateInstances`. */
  readonly action: string;
  /** ARN, or `*` where the action knows no resources. */
  readonly resource: string;
  /** Condition keys of this action beyond the global ones, by name. */
  readonly context?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The resource's own policy, where it has one. */
  readonly policy?: PolicyDocument;
  /** That policy must let in the caller or his account, as for keys; else the caller's own policies are enough. */
  readonly policyDecides?: boolean;
}

/** A resource that LookupEvents finds the record by. */
export interface Touched {
  /** CloudFormation type name, e.g. `AWS::EC2::Instance`. */
  readonly type: string;
  readonly name: string;
}

/** How a call looks in CloudTrail where the service's usual form does not fit. */
export interface RecordShape<I, O> {
  /** Where CloudTrail calls the event otherwise than the API calls the operation, as it does for some of S3. */
  readonly eventName?: string;
  request?(input: I, call: Call): JsonObject | null;
  response?(output: O, call: Call, input: I): JsonObject | null;
  /** Resources of the call; `output` is absent where it failed. */
  touched?(input: I, output: O | undefined, call: Call): readonly Touched[];
  /** The `resources` field, which few services write. */
  resources?(input: I, call: Call, output: O | undefined): readonly JsonObject[];
}

export interface OperationDefinition<I, O> {
  readonly schema: OperationSchema;
  readonly readOnly: boolean;
  /** Input members that the sandbox honours. Any other is refused: nothing asked for is silently ignored. */
  readonly supports: readonly (keyof I & string)[];
  /** Empty where AWS asks for no permission at all. */
  demands(input: I, call: Call): readonly Demand[];
  run(input: I, call: Call): O | Promise<O>;
  readonly record?: RecordShape<I, O>;
}

type Fields = Readonly<Record<string, unknown>>;

/** An operation with its types erased: the dispatcher handles all alike. */
export interface Operation {
  readonly model: OperationModel;
  readonly readOnly: boolean;
  readonly supports: ReadonlySet<string>;
  demands(input: Fields, call: Call): readonly Demand[];
  run(input: Fields, call: Call): unknown;
  readonly record: RecordShape<Fields, Fields>;
}

/**
 * An operation, typed by the SDK's own request and result types. The wire reader builds the input after the same model
 * that these types come from, which is why the erasure is sound.
 */
export function defineOperation<I, O>(definition: OperationDefinition<I, O>): Operation {
  return {
    model: readOperation(definition.schema),
    readOnly: definition.readOnly,
    supports: new Set<string>(definition.supports),
    demands: (input, call) => definition.demands(input as I, call),
    run: (input, call) => definition.run(input as I, call),
    record: (definition.record ?? {}) as RecordShape<Fields, Fields>,
  };
}

export interface Service {
  /** Name in credential scopes and IAM actions: `ec2`. */
  readonly name: string;
  /** Global services record their events in one Region. */
  readonly global: boolean;
  readonly protocol: Protocol;
  readonly operations: ReadonlyMap<string, Operation>;
  /** What is missing from the input, in the service's own words. */
  missing(operation: string, member: string): AwsRefusal;
  /** A refusal for lack of rights. */
  denied(message: string): AwsRefusal;
  /** The usual forms of `requestParameters` and `responseElements`. */
  recordRequest(operation: Operation, input: Fields, call: Call): JsonObject | null;
  recordResponse(operation: Operation, output: Fields, call: Call): JsonObject | null;
  /** True where the record of this refusal carries no parameters. */
  hidesParameters(refusal: AwsRefusal): boolean;
}

export function listOperations(operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  return new Map(operations.map((operation) => [operation.model.name, operation]));
}
