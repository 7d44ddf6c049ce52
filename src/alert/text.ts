/**
 * Control, format (bidirectional overrides, zero-width), invisible, separator and unpaired surrogate characters: they forge
 * lines and names, hide text or break JSON readers further on.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const LAYOUT = /[\t\n\r]+/g;

/** Text on one line: line breaks and tabs become a space, whatever else cannot be seen becomes U+FFFD. */
export function visible(text: string): string {
  return text.replaceAll(LAYOUT, ' ').replaceAll(UNSEEN, '\uFFFD');
}

/** At most `max` characters; of what is longer the beginning, an ellipsis and the full length. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : `${head(text, max)}… (${text.length} characters)`;
}

/** The first `max` characters, never half of a surrogate pair. */
export function head(text: string, max: number): string {
  const end = /[\uD800-\uDBFF]/.test(text.charAt(max - 1)) ? max - 1 : max;
  return text.length <= max ? text : text.slice(0, end);
}
