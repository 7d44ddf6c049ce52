/** The page that a last word asks for, and the words before it: `s3 2` is the second page of `s3`. */
export function pageIn(words: readonly string[]): { readonly page: number; readonly about: readonly string[] } {
  const last = words.at(-1);
  return last !== undefined && /^[1-9]\d{0,2}$/.test(last)
    ? { page: Number(last), about: words.slice(0, -1) }
    : { page: 1, about: words };
}
