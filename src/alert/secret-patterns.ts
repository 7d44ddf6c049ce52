/** A form of secret that is recognised in any text. `replace` keeps what is not secret of it. */
interface SecretPattern {
  readonly kind: string;
  readonly pattern: RegExp;
  readonly replace?: string;
}

export function redactedMark(kind: string): string {
  return `[redacted: ${kind}]`;
}

/** Names that stand before a value in text: `DB_PASSWORD=…`, `"apiKey": "…"`, `--secret …`. */
const WORDS = String.raw`password|passwd|pwd|passphrase|passcode|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|secret[_-]?key|credentials?`;
const NAME = String.raw`[\w.-]{0,40}(?:${WORDS})`;
/** Parameters of a URL that let in whoever has them. */
const PARAMETER = String.raw`X-Amz-Signature|X-Amz-Security-Token|[\w.-]{0,30}(?:signature|token|secret|password|passwd|api[_-]?key)|sig|code|auth|pwd|sid`;

const PATTERNS: readonly SecretPattern[] = [
  {
    kind: 'private key',
    pattern:
      /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  { kind: 'private key', pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/g },
  {
    kind: 'presigned URL',
    pattern: new RegExp(String.raw`([?&](?:${PARAMETER})=)[^&\s"'<>\\]+`, 'gi'),
    replace: '$1[redacted: presigned URL]',
  },
  { kind: 'JWT', pattern: /\beyJ[\w-]{16,}(?:\.[\w-]*){0,4}/g },
  { kind: 'Slack token', pattern: /\bx(?:ox[a-z]|app)-[\w-]{8,}/g },
  {
    kind: 'webhook',
    pattern:
      /(hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/webhooks\/\d+\/|\.webhook\.office\.com\/webhookb2\/|api\.telegram\.org\/bot)[^\s"'<>\\]+/gi,
    replace: '$1[redacted: webhook]',
  },
  { kind: 'GitHub token', pattern: /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,})/g },
  { kind: 'GitLab token', pattern: /\bgl[a-z]{2,6}-[\w-]{20,}/g },
  { kind: 'npm token', pattern: /\bnpm_\w{30,}/g },
  { kind: 'Stripe key', pattern: /\b(?:[rs]k_(?:live|test)|whsec)_\w{10,}/g },
  { kind: 'Google API key', pattern: /\bAIza[\w-]{30,}/g },
  {
    kind: 'API key',
    pattern:
      /\b(?:sk-[\w-]{20,}|SG\.[\w-]{15,}\.[\w-]{15,}|hf_\w{30,}|do[opr]_v1_[0-9a-f]{40,}|shp(?:at|ca|pa|ss)_\w{20,}|pypi-[\w-]{40,}|dckr_[ps]at_[\w-]{20,}|dapi[0-9a-f]{32}|hv[sbr]\.[\w-]{20,}|lin_api_\w{30,}|ATATT[\w=-]{40,}|NRAK-\w{20,}|ABSK[\w+/=]{40,}|bedrock-api-key-[\w+/=-]{20,}|\w{10,20}\.atlasv1\.[\w-]{40,})/g,
  },
  // What STS tokens begin with has changed over the years; what follows is always long and base64.
  { kind: 'session token', pattern: /\b(?:IQoJ|FwoG|FQoG|AQoD|AgoG)[\w+/=%]{60,}/g },
  {
    kind: 'secret access key',
    pattern: /\b(A(?:KIA|SIA)[A-Z0-9]{16}[\s"'`:;,|=]{1,6})[A-Za-z\d+/]{40}(?![\w+/=-])/g,
    replace: '$1[redacted: secret access key]',
  },
  // Forty letters and digits of base64: AWS's secret access keys. Names of that length are mostly of one word or of words.
  {
    kind: 'secret access key',
    pattern:
      /(?<![\w+/=.%-])(?=[A-Za-z+/]{0,39}\d)(?=[a-z\d+/]{0,39}[A-Z])(?=[A-Z\d+/]{0,39}[a-z])(?![A-Za-z\d+/]{0,32}[a-z]{8})[A-Za-z\d+/]{40}(?![\w+/=%-])/g,
  },
  {
    kind: 'authorization',
    pattern: /\b(Bearer|Basic)\s+[\w+/=.~-]{8,}/gi,
    replace: '$1 [redacted: authorization]',
  },
  // A header, as `curl -H` and HTTP itself write it.
  {
    kind: 'authorization',
    pattern:
      /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:(?:token|digest|negotiate|apikey|aws4-hmac-sha256)\s+)?)(?!\[redacted|(?:bearer|basic)\b)[^\s"'\\]+/gi,
    replace: '$1[redacted: authorization]',
  },
  {
    kind: 'cookie',
    pattern: /\b((?:set-)?cookie["']?\s*:\s*["']?)[^"'\n\r\\]+/gi,
    replace: '$1[redacted: cookie]',
  },
  // `https://user:password@host`
  { kind: 'password', pattern: /(:\/\/[^\s/:@"']{0,100}:)[^\s/@"']{1,200}@/g, replace: '$1[redacted: password]@' },
  // As JSON; and as JSON within a string of JSON, where quotes are escaped: up to the escaped quote that ends a value.
  // Only with quotes, as an ARN has `:secret:` in it.
  {
    kind: 'secret',
    pattern: new RegExp(String.raw`("${NAME}s?"\s*:\s*)(?:"(?:\\[^]|[^"\\])*"?|[\d.]+)`, 'gi'),
    replace: '$1"[redacted: secret]"',
  },
  {
    kind: 'secret',
    pattern: new RegExp(String.raw`(\\+"${NAME}s?\\+"\s*:\s*\\+")(?:(?!\\+"\s*(?:[,}\]]|$))[^])*`, 'gi'),
    replace: '$1[redacted: secret]',
  },
  {
    kind: 'secret',
    pattern: new RegExp(String.raw`('${NAME}s?'\s*:\s*)'[^']*'?`, 'gi'),
    replace: "$1'[redacted: secret]'",
  },
  // As in a URL: `password%3D…`, `%22token%22%3A%22…`.
  {
    kind: 'secret',
    pattern: new RegExp(
      String.raw`(${NAME}s?(?:%22)?(?:%20|\+)*%3[AD](?:%20|\+)*(?:%22)?)(?:(?!%2[26C]|%7D|%0A)[^\s&"'])+`,
      'gi',
    ),
    replace: '$1[redacted: secret]',
  },
  {
    kind: 'secret',
    pattern: new RegExp(String.raw`(\b${NAME}\s*=\s*)(?!\[redacted)(?:"[^"]*"?|'[^']*'?|[^\s,;&"']+)`, 'gi'),
    replace: '$1[redacted: secret]',
  },
  // As YAML and headers: with a space behind the colon, since ARNs have `:secret:` in them.
  {
    kind: 'secret',
    pattern: new RegExp(String.raw`(\b${NAME}:[ \t]+)(?!\[redacted|arn:)(?:"[^"]*"?|'[^']*'?|[^\s,;&"'{}[\]]+)`, 'gi'),
    replace: '$1[redacted: secret]',
  },
  // As XML, SQL and the AWS validators write it.
  {
    kind: 'secret',
    pattern: new RegExp(String.raw`(<(${NAME}|pre_?shared_?key|bgp_?auth_?key)\b[^<>]{0,200}>)[^<]+(?=<)`, 'gi'),
    replace: '$1[redacted: secret]',
  },
  {
    kind: 'password',
    pattern: /\b((?:identified\s+by|password|passwd|passphrase|token)\s+(?:=\s*)?)(?:"[^"]+"?|'[^']+'?|`[^`]+`?)/gi,
    replace: '$1[redacted: password]',
  },
  {
    kind: 'secret',
    pattern: new RegExp(String.raw`\b(Value\s+)(?:'[^']*'|"[^"]*")(?=\s+at\s+["']${NAME}s?["'])`, 'gi'),
    replace: '$1[redacted: secret]',
  },
  // As options of commands.
  {
    kind: 'secret',
    pattern:
      /(?<![\w-])(--?(?:[\w-]{0,30}-)?(?:password|passwd|pass|secret|token|api-?key)\s+)(?!\[redacted)(?:"[^"]*"?|'[^']*'?|[^\s"'-][^\s"']*)/gi,
    replace: '$1[redacted: secret]',
  },
  {
    kind: 'password',
    pattern: /(\bsshpass\s+-p\s*|\bmysql(?:dump|admin)?\b[^|;&\n]{0,200}?\s-p)(?=\S)(?:"[^"]*"?|'[^']*'?|[^\s"']+)/gi,
    replace: '$1[redacted: password]',
  },
  {
    kind: 'password',
    pattern: /(\s(?:-u|--user|--proxy-user)[\s=]*["']?[^\s:"'/]{1,100}:)(?!\/\/)[^\s"'/]+/gi,
    replace: '$1[redacted: password]',
  },
];

/** Text without the secrets that show by their form. Access key ids are not secret: people need them to find a key. */
export function redactPatterns(text: string): string {
  let clean = text;
  for (const { kind, pattern, replace } of PATTERNS) clean = clean.replaceAll(pattern, replace ?? redactedMark(kind));
  return clean;
}
