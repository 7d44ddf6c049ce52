import { forgeJobs } from './forged-jobs.ts';
import { startAttackedLambdas } from './lambdas.ts';

forgeJobs('the four built functions', () => startAttackedLambdas(), true);
