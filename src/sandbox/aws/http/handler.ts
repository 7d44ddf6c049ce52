import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { Faults } from '../faults.ts';
import type { MessagingBackend } from '../messaging/backend.ts';
import type { Call, Service } from '../operation.ts';
import { perform } from '../perform.ts';
import type { EventSink } from '../perform.ts';
import { AwsRefusal } from '../refusal.ts';
import { cloudtrail } from '../services/cloudtrail/service.ts';
import { ec2 } from '../services/ec2/service.ts';
import { elasticloadbalancing } from '../services/elbv2/service.ts';
import { guardduty } from '../services/guardduty/service.ts';
import { iam } from '../services/iam/service.ts';
import { kms } from '../services/kms/service.ts';
import { lambda } from '../services/lambda/service.ts';
import { rds } from '../services/rds/service.ts';
import { s3Control } from '../services/s3/account-block.ts';
import { s3 } from '../services/s3/service.ts';
import { sts } from '../services/sts/service.ts';
import type { AccountState } from '../state/account.ts';
import { authenticate } from './authenticate.ts';
import type { HttpAnswer, HttpRequest } from './front.ts';
import { handleMessaging, refuseMessaging } from './messaging-handler.ts';
import type { MessagingService } from './messaging-handler.ts';

const SERVICES: ReadonlyMap<string, Service> = new Map(
  [ec2, iam, sts, cloudtrail, s3, guardduty, kms, lambda, rds, elasticloadbalancing].map((service) => [
    service.name,
    service,
  ]),
);
const MESSAGING: readonly string[] = ['sns', 'sqs', 's3'];

export interface HandlerParts {
  readonly account: AccountState;
  readonly backend: MessagingBackend;
  readonly faults: Faults;
  readonly sink: EventSink;
}

/** One request from the wire to its answer, whatever the service. */
export function createHandler(parts: HandlerParts): (request: HttpRequest) => Promise<HttpAnswer | 'drop'> {
  return async (request) => {
    const requestId = randomUUID();
    const name = serviceOf(request);
    try {
      const service = serviceFor(name, request);
      if (service === undefined && !MESSAGING.includes(name)) throw unknownService(name);
      const { caller, region } = await authenticate(parts.account, name, request);
      const call: Call = {
        account: parts.account,
        caller,
        region,
        requestId,
        now: parts.account.schedule.now(),
        sourceIp: sourceIp(request),
        userAgent: request.headers['user-agent'] ?? '',
      };
      if (service === undefined) return await handleMessaging(name as MessagingService, request, call, parts);
      return await handleCall(service, request, call, parts);
    } catch (error) {
      return refuse(name, toRefusal(error, request), requestId, request.path);
    }
  };
}

/** Of S3, buckets and who may use them are emulated here; what is in them is with the messaging backend. */
function serviceFor(name: string, request: HttpRequest): Service | undefined {
  if (name !== s3.name) return SERVICES.get(name);
  return [s3, s3Control].find((half) => half.protocol.operation(request) !== undefined);
}

async function handleCall(
  service: Service,
  request: HttpRequest,
  call: Call,
  { faults, sink }: HandlerParts,
): Promise<HttpAnswer | 'drop'> {
  const name = service.protocol.operation(request);
  const operation = service.operations.get(name ?? '');
  if (operation === undefined) throw invalidAction(service, name);
  const input = service.protocol.read(request, operation.model.input);
  const { output, dropped } = await perform(service, operation, call, input, faults, sink);
  return dropped ? 'drop' : service.protocol.answer(operation.model, output, call.requestId);
}

/** The credential scope names the service. Unsigned requests are told apart by their form, to refuse them properly. */
function serviceOf(request: HttpRequest): string {
  const scope = /Credential=[^/\s]+\/\d+\/[^/\s]+\/([^/\s,]+)\//.exec(request.headers['authorization'] ?? '')?.[1];
  if (scope !== undefined) return scope;
  const target = request.headers['x-amz-target'] ?? '';
  if (target.startsWith('CloudTrail_')) return 'cloudtrail';
  if (target.startsWith('TrentService.')) return 'kms';
  if (target.startsWith('AmazonSQS.')) return 'sqs';
  if (/^\/20\d\d-\d\d-\d\d\/(?:functions|tags)(?:\/|$)/.test(request.path)) return 'lambda';
  const version = new URLSearchParams(request.body.toString('latin1').slice(0, 4096)).get('Version');
  return (
    {
      '2016-11-15': 'ec2',
      '2010-05-08': 'iam',
      '2011-06-15': 'sts',
      '2010-03-31': 'sns',
      '2014-10-31': 'rds',
      '2015-12-01': 'elasticloadbalancing',
    }[version ?? ''] ?? 's3'
  );
}

/** Not AWS: each service has its own endpoint there. Says what this endpoint has. */
function unknownService(name: string): AwsRefusal {
  const known = [...new Set([...SERVICES.keys(), ...MESSAGING])].join(', ');
  return new AwsRefusal('UnknownService', `The sandbox has no service '${name}'; it has ${known}.`, { status: 404 });
}

/** InvalidAction (query protocols) or UnknownOperationException (JSON), with what the sandbox supports instead. */
function invalidAction(service: Service, name: string | undefined): AwsRefusal {
  const supported = [...service.operations.keys()].toSorted().join(', ');
  return new AwsRefusal(
    service.protocol.unknownOperation,
    `The action ${name ?? '(none)'} is not valid for this endpoint. The sandbox's ${service.name} supports: ${supported}.`,
  );
}

function toRefusal(error: unknown, request: HttpRequest): AwsRefusal {
  if (error instanceof AwsRefusal) return error;
  console.error(`sandbox: ${request.method} ${request.path} failed`, error);
  return new AwsRefusal('InternalError', 'An internal error has occurred', { status: 500 });
}

function refuse(name: string, refusal: AwsRefusal, requestId: string, path: string): HttpAnswer {
  if (MESSAGING.includes(name)) return refuseMessaging(name as MessagingService, refusal, requestId, path);
  const service = SERVICES.get(name);
  if (service !== undefined) return service.protocol.refuse(refusal, requestId);
  // A client of a service that is not here speaks a protocol that nobody can know: JSON is the commonest.
  return cloudtrail.protocol.refuse(refusal, requestId);
}

/** Only the sandbox believes this header: scenarios pretend to come from elsewhere with it. */
function sourceIp(request: HttpRequest): string {
  const pretended = request.headers['x-forwarded-for']?.split(',')[0]?.trim() ?? '';
  return isIP(pretended) === 0 ? request.peer : pretended;
}
