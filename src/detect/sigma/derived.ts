import type { Problems } from './problems.ts';
import type { Reference } from './references.ts';

/**
 * Notes fields that look like derived ones and are none: where `ours.network` exists, `ours.netwrok` is a slip, which would
 * otherwise never hold a value.
 */
export function checkDerived(fields: readonly Reference[], derived: readonly string[], problems: Problems): void {
  const spaces = new Set(derived.map(spaceOf));
  for (const { text, offset } of fields) {
    if (derived.includes(text) || !text.includes('.') || !spaces.has(spaceOf(text))) continue;
    problems.add(
      offset,
      'sigma.unknown-derived-field',
      `There is no field ${JSON.stringify(text)}; expected one of ${derived.join(', ')}.`,
    );
  }
}

function spaceOf(field: string): string {
  return field.split('.', 1)[0] ?? '';
}
