/** What is told apart by a word anywhere in the user agent; the first that fits names it. */
const FAMILIES: readonly (readonly [family: string, words: RegExp])[] = [
  ['terraform', /\b(?:terraform|opentofu)\b/iu],
  ['pulumi', /\bpulumi\b/iu],
  ['cloudformation', /\bcloudformation\b/iu],
  ['aws-cli', /\baws-cli\b/iu],
  ['powershell', /\bawspowershell\b/iu],
  ['browser', /\bmozilla\/|\bs3console\b|^(?:signin|console)\.amazonaws\.com$|\bAWS-Console\b/iu],
];

/** Characters of a product's name that are kept. */
const MAX_NAME = 40;

/**
 * The program behind a user agent without its version and what it runs on: `aws-cli`, `boto3`, `browser`, or the name of an
 * AWS service. Free text of the caller, so it tells what somebody usually uses and proves nothing. Undefined without a name.
 */
export function agentFamilyOf(userAgent: unknown): string | undefined {
  if (typeof userAgent !== 'string') return undefined;
  const text = userAgent.slice(0, 512);
  const known = FAMILIES.find(([, words]) => words.test(text));
  if (known !== undefined) return known[0];
  const name = /^[^\p{L}\p{N}]*([\p{L}\p{N}][\p{L}\p{N}._-]*)/u.exec(text)?.[1];
  return name?.slice(0, MAX_NAME).toWellFormed().toLowerCase();
}
