import { killAt } from '../crash-matrix.ts';
import { PAST_THE_END, POINTS } from './points.ts';

killAt(
  POINTS.filter((_point, index) => index % 2 === 1),
  PAST_THE_END,
);
