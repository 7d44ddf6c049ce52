import { killAt } from '../crash-matrix.ts';
import { quarter } from './points.ts';

killAt(quarter(3));
