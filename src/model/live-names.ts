import type { Target } from './alert.ts';

/**
 * What things are called in AWS right now, by {@link nameKey}: a Name tag, a group's name, a key's alias, a key's user. Whoever made
 * the thing chose it, so it helps people to recognise something and decides nothing.
 */
export type LiveNames = Readonly<Record<string, string>>;

export function nameKey({ type, id }: Pick<Target, 'type' | 'id'>): string {
  return `${type} ${id}`;
}

/** Stands in a {@link nameKey} for a user or role of which only its unique id is known. */
export const PRINCIPAL_TYPE = 'AWS::IAM::Principal';
