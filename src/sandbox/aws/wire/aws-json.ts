import { readJson, writeJson } from './json.ts';
import type { Protocol, WireAnswer } from './protocol.ts';

/**
 * The awsJson protocol: 1.1 for CloudTrail, 1.0 for SQS ("Common Errors", AWS CloudTrail API Reference). The target
 * header names the operation.
 */
export function awsJson(version: '1.0' | '1.1'): Protocol {
  const answer = (status: number, requestId: string, body: unknown): WireAnswer => ({
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId },
    body: JSON.stringify(body),
  });
  return {
    unknownOperation: 'UnknownOperationException',
    operation: (request) => request.headers['x-amz-target']?.split('.').at(-1),
    read: (request, input) => readJson(request.body.toString('utf8'), input),
    answer: (model, output, requestId) => answer(200, requestId, writeJson(output, model.output)),
    refuse: (refusal, requestId) =>
      answer(refusal.status, requestId, { __type: refusal.code, message: refusal.message }),
  };
}
