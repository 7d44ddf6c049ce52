import { runSandbox } from '../sandbox/run.ts';

process.exitCode = await runSandbox(process);
