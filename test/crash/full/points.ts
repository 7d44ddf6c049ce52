/** More than the worker has steps on its way; how many there are differs a little with the number of looks at AWS. */
export const PAST_THE_END = 1000;

/** Right before each effect; right after one is right before the next, so every other point is the same moment again. */
export const POINTS = Array.from({ length: 142 }, (_, index) => 2 * index + 1);
