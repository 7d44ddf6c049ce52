import { fixtures } from '../contract/actions/fixtures/index.ts';
import { killRuns } from './run-matrix.ts';

// One point of each action, and of its undo, in the middle of the way; `npm run test:crash` takes every one.
killRuns(fixtures, (points) => [Math.ceil(points / 2)]);
