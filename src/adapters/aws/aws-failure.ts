import { TrailboltError } from '../../errors.ts';

const DENIED =
  /^(AccessDenied|Client\.UnauthorizedOperation|UnauthorizedOperation|UnauthorizedAccess|AuthFailure|ExpiredToken|InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClient|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignature|RequestExpired|RequestTimeTooSkewed|OptInRequired)/;
const THROTTLED =
  /^(Throttl|RequestThrottled|RequestLimitExceeded|TooManyRequests|EC2Throttled|SlowDown|BandwidthLimitExceeded|PriorRequestNotComplete|EntityTemporarilyUnmodifiable)/;
const NOT_FOUND = /NotFound|^NoSuch|DoesNotExist/;
/** The request never left this machine. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** What AWS, or the way to it, said to a call. */
interface Answer {
  readonly awsCode: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
}

/**
 * A failed call in Trailbolt's codes; {@link AwsSession.call} lists them. The message names the call and AWS's code, never
 * AWS's own sentence, which may repeat what somebody else wrote.
 *
 * @param changing whether the call could have changed something.
 */
export function toAwsFailure(
  cause: unknown,
  call: { readonly name: string; readonly account: string; readonly region: string; readonly changing: boolean },
): TrailboltError {
  const answer = readAnswer(cause);
  const { awsCode, status, requestId } = answer;
  const [code, what] = classify(cause, answer, call.changing);
  return new TrailboltError(code, `AWS account ${call.account}, ${call.region}: ${call.name} ${what} (${awsCode}).`, {
    cause,
    details: { awsCode, status, requestId, call: call.name, account: call.account, region: call.region },
  });
}

function readAnswer(cause: unknown): Answer {
  if (!(cause instanceof Error)) return { awsCode: 'unknown', status: undefined, requestId: undefined };
  const { $metadata: metadata } = cause as { $metadata?: { httpStatusCode?: number; requestId?: string } };
  return { awsCode: cause.name, status: metadata?.httpStatusCode, requestId: metadata?.requestId };
}

function classify(cause: unknown, { awsCode, status }: Answer, changing: boolean): readonly [string, string] {
  // Before the status: EC2 throttles with 503.
  if (THROTTLED.test(awsCode) || status === 429) return ['aws.throttled', 'was throttled'];
  const unanswered = status === undefined || status < 400 || status >= 500 || awsCode.startsWith('RequestTimeout');
  if (unanswered) {
    return changing && !neverSent(cause)
      ? ['aws.unknown-outcome', 'got no answer, and may or may not have happened']
      : ['aws.unavailable', 'got no answer'];
  }
  if (DENIED.test(awsCode) || status === 401 || status === 403) return ['aws.denied', 'was denied'];
  // Not every 404: a proxy's, or a wrong endpoint's, says nothing about the resource.
  if (NOT_FOUND.test(awsCode)) return ['aws.not-found', 'found nothing there'];
  return ['aws.refused', 'was refused'];
}

function neverSent(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && NOT_SENT.has(code);
}
