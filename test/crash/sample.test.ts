import { killAt } from './crash-matrix.ts';

// A dozen of the points, spread over the whole way; `npm run test:crash` takes every one.
killAt([1, 13, 25, 37, 49, 55, 61, 67, 79, 91, 103, 115]);
