import { RE2JS } from 're2js';

export type CompiledRegex =
  { readonly ok: true; readonly test: (text: string) => boolean } | { readonly ok: false; readonly reason: string };

/** Steps of a compiled expression: repeat counts make short expressions long, and matching takes time by this length. */
const MAX_STEPS = 5000;

/**
 * A regular expression that is searched for anywhere in a text, in linear time: rules come from users, events from
 * attackers. `flags` are Sigma's `i`, `m` and `s`.
 */
export function compileRegex(source: string, flags: string): CompiledRegex {
  const bits =
    (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? RE2JS.MULTILINE : 0) |
    (flags.includes('s') ? RE2JS.DOTALL : 0);
  try {
    const regex = RE2JS.compile(source, bits);
    if (regex.programSize() > MAX_STEPS)
      return { ok: false, reason: 'with its repeat counts written out it is too long' };
    const test = (text: string): boolean => regex.test(text);
    return { ok: true, test: endsAtLineBreak(source) ? orBeforeLineBreak(test) : test };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

/**
 * Whether `$` may stand before a line break that ends the text, as it does in PCRE: RE2's stands at the very end only, as
 * `\z` does in both.
 */
function endsAtLineBreak(source: string): boolean {
  return source.includes('$') && !source.includes('\\z');
}

function orBeforeLineBreak(test: (text: string) => boolean): (text: string) => boolean {
  return (text) => test(text) || (text.endsWith('\n') && test(text.slice(0, -1)));
}

function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message.replace('error parsing regexp: ', '') : 'unknown error';
  if (/\(\?(?:<?[=!]|>)/u.test(reason))
    return `${reason} (look-around and atomic groups are not in Sigma's subset of PCRE)`;
  return reason;
}
