/** The one case id that was typed, or undefined. */
export function caseIdIn(words: readonly string[]): string | undefined {
  const [id, ...others] = words;
  return id !== undefined && others.length === 0 && /^[\w-]{1,40}$/.test(id) ? id : undefined;
}
