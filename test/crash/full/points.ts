/** More than the worker has steps on its way; how many there are differs a little with the number of looks at AWS. */
export const PAST_THE_END = 1000;

export const POINTS = Array.from({ length: 150 }, (_, index) => index + 1);
