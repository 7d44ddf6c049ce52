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
const NAME = String.raw`[\w.-]{0,40}(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)`;

const PATTERNS: readonly SecretPattern[] = [
  {
    kind: 'private key',
    pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
  },
  {
    kind: 'presigned URL',
    pattern: /([?&](?:X-Amz-Signature|X-Amz-Security-Token|Signature|SigninToken)=)[^&\s"'<>\\]+/gi,
    replace: '$1[redacted: presigned URL]',
  },
  { kind: 'JWT', pattern: /\beyJ[\w-]{16,}(?:\.[\w-]*){0,4}/g },
  { kind: 'Slack token', pattern: /\bx(?:ox[a-z]|app)-[\w-]{8,}/g },
  {
    kind: 'Slack webhook',
    pattern: /(hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/)[\w/-]+/gi,
    replace: '$1[redacted: Slack webhook]',
  },
  { kind: 'GitHub token', pattern: /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,})/g },
  { kind: 'GitLab token', pattern: /\bgl[a-z]{2,6}-[\w-]{20,}/g },
  { kind: 'npm token', pattern: /\bnpm_\w{30,}/g },
  { kind: 'Stripe key', pattern: /\b[rs]k_(?:live|test)_\w{10,}/g },
  { kind: 'Google API key', pattern: /\bAIza[\w-]{30,}/g },
  // What STS tokens begin with has changed over the years; what follows is always long and base64.
  { kind: 'session token', pattern: /\b(?:IQoJ|FwoG|FQoG|AQoD|AgoG)[\w+/=%]{60,}/g },
  {
    kind: 'authorization',
    pattern: /\b(Bearer|Basic)\s+[\w+/=.~-]{8,}/gi,
    replace: '$1 [redacted: authorization]',
  },
  // `https://user:password@host`
  { kind: 'password', pattern: /(:\/\/[^\s/:@"']{0,100}:)[^\s/@"']{1,200}@/g, replace: '$1[redacted: password]@' },
  // As JSON; and as JSON within a string of JSON, where quotes are escaped: up to the escaped quote that ends a value.
  // Only with quotes, as an ARN has `:secret:` in it.
  {
    kind: 'secret',
    pattern: new RegExp(String.raw`("${NAME}"\s*:\s*)(?:"(?:\\[^]|[^"\\])*"?|[\d.]+)`, 'gi'),
    replace: '$1"[redacted: secret]"',
  },
  {
    kind: 'secret',
    pattern: new RegExp(String.raw`(\\+"${NAME}\\+"\s*:\s*\\+")(?:(?!\\+"\s*(?:[,}\]]|$))[^])*`, 'gi'),
    replace: '$1[redacted: secret]',
  },
  {
    kind: 'secret',
    pattern: new RegExp(String.raw`('${NAME}'\s*:\s*)'[^']*'?`, 'gi'),
    replace: "$1'[redacted: secret]'",
  },
  {
    kind: 'secret',
    pattern: new RegExp(String.raw`(\b${NAME}\s*=\s*)(?!\[redacted)(?:"[^"]*"?|'[^']*'?|[^\s,;&"']+)`, 'gi'),
    replace: '$1[redacted: secret]',
  },
  {
    kind: 'secret',
    pattern:
      /(?<![\w-])(--?(?:password|passwd|secret|token|api-?key)\s+)(?!\[redacted)(?:"[^"]*"?|'[^']*'?|[^\s"'-][^\s"']*)/gi,
    replace: '$1[redacted: secret]',
  },
];

/** Text without the secrets that show by their form. Access key ids are not secret: people need them to find a key. */
export function redactPatterns(text: string): string {
  let clean = text;
  for (const { kind, pattern, replace } of PATTERNS) clean = clean.replaceAll(pattern, replace ?? redactedMark(kind));
  return clean;
}
