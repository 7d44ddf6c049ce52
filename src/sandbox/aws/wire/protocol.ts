import type { AwsRefusal } from '../refusal.ts';
import type { OperationModel, Structure } from './schema.ts';

/** What of an HTTP request a protocol looks at. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a service's requests, answers and errors are written. */
export interface Protocol {
  /** The error code for an operation that the service does not have. */
  readonly unknownOperation: 'InvalidAction' | 'UnknownOperationException';
  /** Name of the operation that the request names, if it names one. */
  operation(request: WireRequest): string | undefined;
  /** @throws AwsRefusal where the body does not fit the model. */
  read(request: WireRequest, input: Structure): Record<string, unknown>;
  answer(model: OperationModel, output: Readonly<Record<string, unknown>>, requestId: string): WireAnswer;
  refuse(refusal: AwsRefusal, requestId: string): WireAnswer;
}
