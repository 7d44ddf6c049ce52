/** What `%name%` stands for where the modifier `expand` is given, by name. */
export type Placeholders = Readonly<Record<string, readonly string[]>>;

export type Expanded =
  | { readonly ok: true; readonly texts: readonly string[] }
  | { readonly ok: false; readonly unknown: string }
  | { readonly ok: false; readonly count: number };

/** More alternatives of one value than any rule needs: several placeholders multiply. */
const MAX_TEXTS = 10_000;

/** Either a percent sign that is escaped, or a placeholder. */
const PLACEHOLDER = /(\\%)|%(\w[\w.-]*)%/gu;

/**
 * The texts that a value with placeholders stands for. They are read as if the rule had them in that place, wildcards
 * included. `\%` is a percent sign.
 */
export function expanded(text: string, placeholders: Placeholders): Expanded {
  let texts: readonly string[] = [''];
  let from = 0;
  for (const found of text.matchAll(PLACEHOLDER)) {
    const before = text.slice(from, found.index);
    from = found.index + found[0].length;
    const name = found[2];
    if (name !== undefined && !Object.hasOwn(placeholders, name)) return { ok: false, unknown: name };
    const values = name === undefined ? ['%'] : (placeholders[name] ?? []);
    const count = texts.length * values.length;
    if (count > MAX_TEXTS) return { ok: false, count };
    texts = texts.flatMap((start) => values.map((value) => start + before + value));
  }
  const rest = text.slice(from);
  return { ok: true, texts: texts.map((start) => start + rest) };
}
