import type { Job } from '../../src/model/job.ts';
import { forgeJobs } from './forged-jobs.ts';
import { startAttackedHost } from './host.ts';

forgeJobs(
  'one host',
  async () => {
    const host = await startAttackedHost();
    return {
      ...host,
      enqueue: (job) => host.jobs.send(job as Job),
      deadLetters: () => host.jobs.deadLetters(),
    };
  },
  false,
);
