/** `*` stands for any text, `?` for one character, as in "IAM JSON policy elements: Resource", IAM User Guide. */
export function matchesWildcard(pattern: string, text: string, options: { ignoreCase?: boolean } = {}): boolean {
  const [p, t] = options.ignoreCase === true ? [pattern.toLowerCase(), text.toLowerCase()] : [pattern, text];
  // Linear scan with one point to fall back to: no regular expression, so no pattern can make it slow.
  let pi = 0;
  let ti = 0;
  let star = -1;
  let mark = 0;
  while (ti < t.length) {
    if (pi < p.length && p[pi] === '*') {
      star = pi++;
      mark = ti;
    } else if (pi < p.length && (p[pi] === '?' || p[pi] === t[ti])) {
      pi++;
      ti++;
    } else if (star >= 0) {
      pi = star + 1;
      ti = ++mark;
    } else {
      return false;
    }
  }
  while (p[pi] === '*') pi++;
  return pi === p.length;
}

/** ARN patterns match part by part: a wildcard does not reach across the first five colons ("ArnLike", IAM User Guide). */
export function matchesArn(pattern: string, arn: string): boolean {
  const patternParts = splitArn(pattern);
  const parts = splitArn(arn);
  if (patternParts === undefined || parts === undefined) return false;
  return patternParts.every((part, index) => matchesWildcard(part, parts[index] ?? ''));
}

function splitArn(text: string): readonly string[] | undefined {
  const parts = text.split(':');
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
