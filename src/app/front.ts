import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { SignedRequest } from '../model/job.ts';
import { isObject } from '../model/json.ts';
import { answerSlack } from '../slack/front/front.ts';
import type { FrontPorts } from '../slack/front/ports.ts';

/** A response as function URLs and API Gateway (payload 2.0) take it. */
interface HttpResponse extends APIGatewayProxyStructuredResultV2 {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A request that is not from Slack at all ends here: with an answer, never with an exception. */
export function createFront(ports: FrontPorts): (event: unknown) => Promise<HttpResponse> {
  return async (event) => {
    const request = signedRequestOf(event);
    if (request === undefined) return { statusCode: 400, headers: {}, body: '' };
    const answer = await answerSlack(ports, request);
    return {
      statusCode: answer.status,
      headers: answer.body === '' ? {} : { 'content-type': 'application/json; charset=utf-8' },
      body: answer.body,
    };
  };
}

/** The raw body byte for byte as UTF-8, and the headers that matter; header names come in any case. */
function signedRequestOf(event: unknown): SignedRequest | undefined {
  if (!isObject(event)) return undefined;
  const headers = new Map(
    Object.entries(isObject(event['headers']) ? event['headers'] : {}).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
  const body = typeof event['body'] === 'string' ? event['body'] : '';
  return {
    body: event['isBase64Encoded'] === true ? Buffer.from(body, 'base64').toString('utf8') : body,
    contentType: headers.get('content-type') ?? '',
    timestamp: headers.get('x-slack-request-timestamp') ?? '',
    signature: headers.get('x-slack-signature') ?? '',
  };
}
