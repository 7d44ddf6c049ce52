import { fixtures } from '../../contract/actions/fixtures/index.ts';
import { killRuns } from '../run-matrix.ts';

// Half of the actions: two files run side by side.
killRuns(
  fixtures.filter((_fixture, index) => index % 2 === 0),
  (points) => Array.from({ length: points }, (_, index) => index + 1),
);
