import { raceToDecide } from './approval-races.ts';
import { CAST_WITH_CROWD } from './crowd.ts';
import { startAttackedLambdas } from './lambdas.ts';

raceToDecide('four built functions', () => startAttackedLambdas({ cast: CAST_WITH_CROWD }));
