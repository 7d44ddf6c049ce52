/** What the Authorization header of Signature Version 4 says ("Elements of an AWS API request signature", IAM User Guide). */
export interface Authorization {
  readonly accessKeyId: string;
  /** `20261123`. */
  readonly date: string;
  readonly region: string;
  /** Signing name: `ec2`, `iam`, `s3`, … */
  readonly service: string;
  /** Lower case. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const SHAPE =
  /^AWS4-HMAC-SHA256\s+Credential=([^/\s]+)\/(\d{8})\/([^/\s]+)\/([^/\s]+)\/aws4_request\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})$/;

/** Undefined where the header is absent or is not a complete signature of this kind. */
export function readAuthorization(header: string | undefined): Authorization | undefined {
  const [, accessKeyId, date, region, service, headers, signature] = SHAPE.exec(header?.trim() ?? '') ?? [];
  if (!accessKeyId || !date || !region || !service || !headers || !signature) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: headers.split(';'), signature };
}
