import type { EventSink } from '../perform.ts';
import type { Faults } from '../faults.ts';
import { authorize } from '../iam/authorize.ts';
import type { MessagingBackend } from '../messaging/backend.ts';
import { describeS3, describeSns, describeSqs } from '../messaging/describe-request.ts';
import type { MessagingCall } from '../messaging/describe-request.ts';
import type { Call, Demand } from '../operation.ts';
import { AwsRefusal } from '../refusal.ts';
import { writeRecord } from '../trail/record.ts';
import { loggingTrails } from '../trail/trail.ts';
import { awsJson } from '../wire/aws-json.ts';
import { awsQuery } from '../wire/aws-query.ts';
import type { WireAnswer } from '../wire/protocol.ts';
import { refuseS3 } from '../wire/rest-xml.ts';
import type { HttpAnswer, HttpRequest } from './front.ts';

export type MessagingService = 'sns' | 'sqs' | 's3';

const SNS = awsQuery('http://sns.amazonaws.com/doc/2010-03-31/');
const SQS = awsJson('1.0');

/** One authenticated call to SNS, SQS or S3: rights here, the work in fauxqs, a record for management events. */
export async function handleMessaging(
  service: MessagingService,
  request: HttpRequest,
  call: Call,
  parts: { readonly backend: MessagingBackend; readonly faults: Faults; readonly sink: EventSink },
): Promise<HttpAnswer | 'drop'> {
  const asked = describe(service, request, call);
  if (asked === undefined) {
    throw new AwsRefusal('InvalidAction', `The request names no operation of ${service}.`);
  }
  const trails = loggingTrails(call.account);
  const api = `${service}:${asked.operation}`;
  try {
    await parts.faults.arrive(api);
    const verdict = authorize(call, {
      action: asked.action,
      resource: asked.resource,
      ...ownPolicy(service, asked, call),
    });
    if (!verdict.allowed) throw deniedBy(service, verdict.message);
    const answer = await parts.backend.send({
      service,
      operation: asked.operation,
      region: call.region,
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: request.body,
    });
    const error = answer.status >= 400 ? errorOf(answer.body.toString('utf8')) : undefined;
    if (isRecorded(asked)) parts.sink(writeRecord(call, facts(service, asked, error, call.account.id)), trails);
    if (await parts.faults.leave(api)) return 'drop';
    return { ...answer, headers: { ...answer.headers, 'x-amzn-requestid': call.requestId } };
  } catch (error) {
    if (error instanceof AwsRefusal && isRecorded(asked)) {
      parts.sink(
        writeRecord(call, facts(service, asked, { code: error.recordCode, message: error.message }, call.account.id)),
        trails,
      );
    }
    throw error;
  }
}

/** Of data events, those of objects: a trail may ask for them. */
function isRecorded(asked: MessagingCall): boolean {
  return !asked.dataEvent || asked.dataArn !== undefined;
}

/** A bucket's policy has a say in what is done with its objects. */
function ownPolicy(service: MessagingService, asked: MessagingCall, call: Call): Pick<Demand, 'policy'> {
  const bucket = asked.touched[0]?.name;
  const policy = service === 's3' && bucket !== undefined ? call.account.buckets.get(bucket)?.policy : undefined;
  return policy === undefined ? {} : { policy: policy.document };
}

function describe(service: MessagingService, request: HttpRequest, call: Call): MessagingCall | undefined {
  const incoming = { ...request, region: call.region, account: call.account.id };
  if (service === 's3') return describeS3(incoming);
  return service === 'sqs' ? describeSqs(incoming) : describeSns(incoming);
}

function facts(
  service: MessagingService,
  asked: MessagingCall,
  error: { readonly code: string; readonly message: string } | undefined,
  accountId: string,
): Parameters<typeof writeRecord>[1] {
  return {
    service,
    name: asked.operation,
    readOnly: asked.readOnly,
    global: false,
    requestParameters: asked.parameters,
    responseElements: null,
    ...(error === undefined ? {} : { error }),
    touched: asked.touched,
    ...(asked.dataArn === undefined
      ? {}
      : {
          dataArn: asked.dataArn,
          resources: [
            { type: 'AWS::S3::Object', ARN: asked.dataArn },
            { accountId, type: 'AWS::S3::Bucket', ARN: asked.dataArn.split('/')[0] ?? '' },
          ],
        }),
  };
}

/** Code and message of an error answer in any of the three protocols. */
function errorOf(body: string): { readonly code: string; readonly message: string } {
  const code = /<Code>([^<]+)<\/Code>/.exec(body)?.[1] ?? /"__type":"(?:[^"#]*#)?([^"]+)"/.exec(body)?.[1];
  const message = /<Message>([^<]*)<\/Message>/.exec(body)?.[1] ?? /"message":"([^"]*)"/.exec(body)?.[1];
  return { code: code ?? 'InternalError', message: message ?? '' };
}

/** AuthorizationError (SNS), AccessDenied (SQS, S3): "Common errors" of each API Reference. */
function deniedBy(service: MessagingService, message: string): AwsRefusal {
  if (service === 'sns')
    return new AwsRefusal('AuthorizationError', message, { status: 403, recordCode: 'AccessDenied' });
  if (service === 'sqs') {
    return new AwsRefusal('com.amazon.coral.service#AccessDeniedException', message, {
      status: 403,
      recordCode: 'AccessDenied',
    });
  }
  return new AwsRefusal('AccessDenied', message, { status: 403 });
}

/** A refusal in the error shape of the service. */
export function refuseMessaging(
  service: MessagingService,
  refusal: AwsRefusal,
  requestId: string,
  path: string,
): WireAnswer {
  if (service === 's3') return refuseS3(refusal, requestId, path);
  if (service === 'sns') return SNS.refuse(refusal, requestId);
  const answer = SQS.refuse(refusal, requestId);
  // Clients of the query-compatible SQS protocol take the old error code from this header.
  const code = refusal.recordCode.replace(/^.*#/, '');
  return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': `${code};Sender` } };
}
