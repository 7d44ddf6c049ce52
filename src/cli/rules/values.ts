/** A value longer than this is cut where it is shown. */
const MAX_SHOWN = 160;

/** Values by the names of their fields, as people read them. */
export function pairs(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([field, value]) => `${field} ${cut(value)}`)
    .join(', ');
}

export function cut(text: string): string {
  const characters = Array.from(text);
  return characters.length > MAX_SHOWN ? `${characters.slice(0, MAX_SHOWN).join('')}…` : text;
}
