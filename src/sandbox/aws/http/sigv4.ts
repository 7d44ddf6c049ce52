import { createHash, timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Authorization } from './authorization.ts';

export interface SignedRequest {
  readonly method: string;
  /** As sent, still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Why a signature does not prove who calls. */
export type SignatureProblem =
  { readonly kind: 'expired'; readonly detail: string } | { readonly kind: 'mismatch' } | { readonly kind: 'body' };

/** "Requests must reach AWS within five minutes of the time stamp in the request"; S3 allows fifteen. */
const ALLOWED_SKEW_MS = 5 * 60 * 1000;
const ALLOWED_SKEW_S3_MS = 15 * 60 * 1000;

/**
 * Signs the request again with the key's secret and compares. Age is measured by the machine's clock and not by the
 * account's, since callers sign with the former.
 */
export async function checkSignature(
  request: SignedRequest,
  auth: Authorization,
  key: { readonly secret: string; readonly token?: string },
): Promise<SignatureProblem | undefined> {
  const signedAt = readDate(request.headers['x-amz-date'] ?? request.headers['date']);
  const skew = auth.service === 's3' ? ALLOWED_SKEW_S3_MS : ALLOWED_SKEW_MS;
  if (signedAt === undefined || compact(signedAt).slice(0, 8) !== auth.date) return { kind: 'mismatch' };
  const late = Date.now() - signedAt.getTime();
  if (Math.abs(late) > skew) return { kind: 'expired', detail: age(signedAt, late, skew) };
  const declared = request.headers['x-amz-content-sha256'];
  if (declared !== undefined && /^[0-9a-f]{64}$/.test(declared) && declared !== sha256(request.body)) {
    return { kind: 'body' };
  }
  const expected = await sign(request, auth, key, signedAt);
  return expected !== undefined && equal(expected, auth.signature) ? undefined : { kind: 'mismatch' };
}

async function sign(
  request: SignedRequest,
  auth: Authorization,
  key: { readonly secret: string; readonly token?: string },
  signedAt: Date,
): Promise<string | undefined> {
  // The host must be signed ("Create a signed AWS API request"), or a signature would be good for any service.
  if (!auth.signedHeaders.includes('host')) return undefined;
  const signable = new Set(auth.signedHeaders);
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => signable.has(name)));
  // The body's hash enters the signature also where its header does not.
  const declared = request.headers['x-amz-content-sha256'];
  const signer = new SignatureV4({
    service: auth.service,
    region: auth.region,
    credentials: { accessKeyId: auth.accessKeyId, secretAccessKey: key.secret },
    sha256: Sha256,
    // S3 signs the path as it is, all others encode it once more.
    uriEscapePath: auth.service !== 's3',
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: request.headers['host'] ?? '',
      path: request.path,
      query: queryBag(request.query),
      headers: declared === undefined ? headers : { ...headers, 'x-amz-content-sha256': declared },
      body: request.body,
    },
    { signingDate: signedAt, signableHeaders: signable, unsignableHeaders: unsigned(request.headers, signable) },
  );
  return /Signature=([0-9a-f]{64})/.exec(signed.headers['authorization'] ?? '')?.[1];
}

/** Headers that the caller did not sign must not enter the canonical request. */
function unsigned(headers: Readonly<Record<string, string>>, signable: ReadonlySet<string>): Set<string> {
  return new Set([...Object.keys(headers), 'x-amz-date', 'x-amz-content-sha256'].filter((name) => !signable.has(name)));
}

function queryBag(query: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** `20261123T075707Z`, or the HTTP date that old clients send. */
function readDate(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const iso = text.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z');
  const time = Date.parse(iso);
  return Number.isNaN(time) ? undefined : new Date(time);
}

function compact(time: Date): string {
  return time.toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

function age(signedAt: Date, late: number, skew: number): string {
  const now = new Date();
  if (late < 0) {
    const latest = compact(new Date(now.getTime() + skew));
    return `Signature not yet current: ${compact(signedAt)} is still later than ${latest} (${compact(now)} + 5 min.)`;
  }
  const earliest = compact(new Date(now.getTime() - skew));
  return `Signature expired: ${compact(signedAt)} is now earlier than ${earliest} (${compact(now)} - 5 min.)`;
}
