import type { JsonObject } from '../../../model/json.ts';
import type { PolicyDocument } from '../iam/document.ts';

/** What others may do with a function: one policy for the function itself and for each version or alias. */
export interface FunctionPolicy {
  readonly statements: readonly JsonObject[];
  readonly document: PolicyDocument;
  /** Another one after each change. */
  readonly revisionId: string;
}

/** The address at which a function, or an alias of it, answers HTTP. */
export interface FunctionUrl {
  readonly url: string;
  readonly authType: 'NONE' | 'AWS_IAM';
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** A queue that Lambda reads for a function. */
export interface EventSource {
  readonly id: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly modifiedAt: number;
}

/** A Lambda function as its control plane knows it; its code is a hash and a size. */
export interface FunctionRecord {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly role: string;
  readonly runtime: string;
  readonly handler: string;
  readonly description: string;
  readonly timeout: number;
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>> | undefined;
  codeSha256: string;
  codeSize: number;
  modifiedAt: number;
  revisionId: string;
  tags: ReadonlyMap<string, string>;
  /** Executions kept for it, and its limit at the same time; undefined where it takes from the account's. */
  reserved: number | undefined;
  /** Aliases by name; each stands for the unpublished version. */
  readonly aliases: Set<string>;
  /** By alias; the empty text for the function itself. */
  readonly policies: Map<string, FunctionPolicy>;
  readonly urls: Map<string, FunctionUrl>;
  readonly eventSources: EventSource[];
}
