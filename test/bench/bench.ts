/** One benchmark: a file of its own, listed in `run.ts`. */
export interface Bench {
  readonly title: string;
  /** Measures and cleans up after itself. */
  run(): Promise<readonly Figure[]>;
}

export interface Figure {
  readonly what: string;
  /** Absolute figure with its unit, for reading. */
  readonly measured: string;
  /** A ratio within this run, or a size: what does not depend on the machine, and therefore can have a budget. */
  readonly value?: number;
  readonly budget?: { readonly atMost: number } | { readonly atLeast: number };
}

export function isBroken({ value, budget }: Figure): boolean {
  if (budget === undefined) return false;
  if (value === undefined) return true;
  return 'atMost' in budget ? value > budget.atMost : value < budget.atLeast;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
