import type { Level } from '../src/model/level.ts';

/** A mark that is told apart by shape of the word beside it, never by colour alone. */
export const LEVEL_MARKS: Readonly<Record<Level, string>> = {
  critical: '🔴',
  high: '🟠',
  medium: '🟡',
  low: '🔵',
  informational: '⚪',
};

export function levelWord(level: Level): string {
  return `${level.charAt(0).toUpperCase()}${level.slice(1)}`;
}
