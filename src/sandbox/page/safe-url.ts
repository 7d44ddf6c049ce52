const OPENABLE = new Set(['http:', 'https:', 'mailto:']);

/**
 * The address if a click may follow it, else undefined: only http(s) and mailto, so that `javascript:`, `data:` and
 * whatever else a hostile message carries never becomes a link.
 */
export function safeUrl(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  return OPENABLE.has(new URL(address).protocol) ? address : undefined;
}
