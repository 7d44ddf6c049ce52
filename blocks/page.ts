/** Which part of a list an answer shows. */
export interface Paging {
  /** From 1; one that there is not is taken for the last. */
  readonly page: number;
  /** What is typed for the list, without the page: `/trail rules s3`. */
  readonly command: string;
}

/** One page of a list, with a sentence that says which, and how to come to the next; none where it is the whole. */
export function pageOf<T>(
  all: readonly T[],
  size: number,
  { page, command }: Paging,
): { readonly shown: readonly T[]; readonly words: readonly string[] } {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const at = Math.min(Math.max(1, page), pages);
  const start = (at - 1) * size;
  const shown = all.slice(start, start + size);
  if (pages === 1) return { shown, words: [] };
  const next = at < pages ? `${command} ${at + 1} shows the next.` : `${command} shows the first.`;
  return { shown, words: [`${start + 1} to ${start + shown.length} of ${all.length} are shown; ${next}`] };
}
