import { killAt } from '../crash-matrix.ts';
import { PAST_THE_END, quarter } from './points.ts';

killAt(quarter(0), PAST_THE_END);
