/** Sigma's five levels, mildest first. Trailbolt uses them as the severity of rules, alerts and cases. */
export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const;

export type Level = (typeof LEVELS)[number];

/** 0 (informational) to 4 (critical). */
export function levelRank(level: Level): number {
  return LEVELS.indexOf(level);
}

export function worse(a: Level, b: Level): Level {
  return levelRank(a) >= levelRank(b) ? a : b;
}
