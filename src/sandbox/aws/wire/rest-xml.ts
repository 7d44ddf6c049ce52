import type { AwsRefusal } from '../refusal.ts';
import type { WireAnswer } from './protocol.ts';
import { escapeXml } from './xml.ts';

/** "REST error responses", Amazon S3 API Reference. S3 has its own request id header. */
export function refuseS3(refusal: AwsRefusal, requestId: string, resource: string): WireAnswer {
  const fields = [
    `<Code>${escapeXml(refusal.code)}</Code>`,
    `<Message>${escapeXml(refusal.message)}</Message>`,
    `<Resource>${escapeXml(resource)}</Resource>`,
    `<RequestId>${requestId}</RequestId>`,
  ];
  return {
    status: refusal.status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId, 'x-amzn-requestid': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${fields.join('')}</Error>`,
  };
}
