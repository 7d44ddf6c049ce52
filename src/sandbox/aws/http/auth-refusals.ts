import { AwsRefusal } from '../refusal.ts';

/** Why a request is not accepted as anybody's. */
export type AuthFailure =
  'missing' | 'incomplete' | 'unknown-key' | 'mismatch' | 'expired' | 'expired-token' | 'region' | 'body' | 'presigned';

type Row = readonly [code: string, status: number, message: string];

const WRONG_SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const INVALID_TOKEN = 'The security token included in the request is invalid.';
const EXPIRED_TOKEN = 'The security token included in the request is expired';

/** "Common errors" of the IAM, STS and SNS API References. */
const QUERY: Readonly<Record<AuthFailure, Row>> = {
  missing: ['MissingAuthenticationToken', 403, 'Request is missing Authentication Token'],
  incomplete: ['IncompleteSignature', 400, 'The request signature does not conform to AWS standards.'],
  'unknown-key': ['InvalidClientTokenId', 403, INVALID_TOKEN],
  mismatch: ['SignatureDoesNotMatch', 403, WRONG_SIGNATURE],
  expired: ['SignatureDoesNotMatch', 403, 'Signature expired'],
  'expired-token': ['ExpiredToken', 403, EXPIRED_TOKEN],
  region: ['SignatureDoesNotMatch', 403, 'Credential should be scoped to a valid region.'],
  body: ['SignatureDoesNotMatch', 403, WRONG_SIGNATURE],
  presigned: ['IncompleteSignature', 400, 'The sandbox does not accept signatures in the query string.'],
};

/** "Error codes for the Amazon EC2 API": AuthFailure for all that is wrong with credentials, RequestExpired for age. */
const EC2: Readonly<Record<AuthFailure, Row>> = {
  ...QUERY,
  'unknown-key': ['AuthFailure', 401, 'AWS was not able to validate the provided access credentials'],
  mismatch: ['AuthFailure', 401, 'AWS was not able to validate the provided access credentials'],
  expired: ['RequestExpired', 400, 'Request has expired.'],
  'expired-token': ['RequestExpired', 400, 'Request has expired.'],
  region: ['AuthFailure', 401, 'Credential should be scoped to a valid region.'],
  body: ['AuthFailure', 401, 'AWS was not able to validate the provided access credentials'],
};

/** "Common Errors" of the CloudTrail, KMS and SQS API References, as the JSON protocols name them. */
const JSON_PROTOCOL: Readonly<Record<AuthFailure, Row>> = {
  missing: ['MissingAuthenticationTokenException', 400, 'Missing Authentication Token'],
  incomplete: ['IncompleteSignatureException', 400, 'The request signature does not conform to AWS standards.'],
  'unknown-key': ['UnrecognizedClientException', 400, INVALID_TOKEN],
  mismatch: ['InvalidSignatureException', 400, WRONG_SIGNATURE],
  expired: ['InvalidSignatureException', 400, 'Signature expired'],
  'expired-token': ['ExpiredTokenException', 400, EXPIRED_TOKEN],
  region: ['InvalidSignatureException', 400, 'Credential should be scoped to a valid region.'],
  body: ['InvalidSignatureException', 400, WRONG_SIGNATURE],
  presigned: ['IncompleteSignatureException', 400, 'The sandbox does not accept signatures in the query string.'],
};

/** The same codes; services whose protocol is REST give them with 403 ("Common Errors" of the GuardDuty and Lambda API References). */
const REST_JSON: Readonly<Record<AuthFailure, Row>> = Object.fromEntries(
  Object.entries(JSON_PROTOCOL).map(([failure, [code, , message]]) => [failure, [code, 403, message]]),
) as unknown as Readonly<Record<AuthFailure, Row>>;

/** "Error responses", Amazon S3 API Reference. Presigned URLs work on S3; the sandbox does not emulate them. */
const S3: Readonly<Record<AuthFailure, Row>> = {
  missing: ['AccessDenied', 403, 'Access Denied'],
  incomplete: ['AuthorizationHeaderMalformed', 400, 'The authorization header that you provided is not valid.'],
  'unknown-key': ['InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'],
  mismatch: [
    'SignatureDoesNotMatch',
    403,
    'The request signature we calculated does not match the signature you provided.',
  ],
  expired: ['RequestTimeTooSkewed', 403, 'The difference between the request time and the current time is too large.'],
  'expired-token': ['ExpiredToken', 400, 'The provided token has expired.'],
  region: ['AuthorizationHeaderMalformed', 400, 'The authorization header is malformed; the region is wrong.'],
  body: [
    'XAmzContentSHA256Mismatch',
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  ],
  presigned: ['NotImplemented', 501, 'The sandbox does not emulate presigned URLs.'],
};

const BY_SERVICE: Readonly<Record<string, Readonly<Record<AuthFailure, Row>>>> = {
  ec2: EC2,
  cloudtrail: JSON_PROTOCOL,
  guardduty: REST_JSON,
  kms: JSON_PROTOCOL,
  lambda: REST_JSON,
  sqs: JSON_PROTOCOL,
  s3: S3,
};

/** How the service says it. `detail` replaces the message where AWS gives particulars. */
export function authRefusal(service: string, failure: AuthFailure, detail?: string): AwsRefusal {
  const [code, status, message] = (BY_SERVICE[service] ?? QUERY)[failure];
  // Only these two tell how far the clocks are apart.
  const particular =
    failure === 'expired' && (code === 'SignatureDoesNotMatch' || code === 'InvalidSignatureException');
  return new AwsRefusal(code, particular ? (detail ?? message) : message, { status });
}
