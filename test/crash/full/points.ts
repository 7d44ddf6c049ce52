/** More than the worker has steps on its way; how many there are differs a little with the number of looks at AWS. */
export const PAST_THE_END = 1000;

/** Right before each effect; right after one is right before the next, so every other point is the same moment again. */
const POINTS = Array.from({ length: 142 }, (_, index) => 2 * index + 1);

/** A fourth of the points. Most of the time at each is waiting for AWS, so four workers take hardly longer than one. */
export function quarter(of: 0 | 1 | 2 | 3): number[] {
  return POINTS.filter((_point, index) => index % 4 === of);
}
