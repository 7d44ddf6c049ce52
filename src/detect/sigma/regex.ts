import { RE2JS } from 're2js';

export type CompiledRegex =
  { readonly ok: true; readonly test: (text: string) => boolean } | { readonly ok: false; readonly reason: string };

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
    return { ok: true, test: (text) => regex.test(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    return { ok: false, reason: reason.replace('error parsing regexp: ', '') };
  }
}
