import { lookupCommand } from '../lookup-command.ts';

/** `/trail resource i-0123456789abcdef0`: what was done with something. */
export const resource = lookupCommand({
  id: 'resource',
  term: '<id, name or ARN>',
  summary: 'What was done with a resource, by whom.',
  example: 'Say which: /trail resource i-0123456789abcdef0 7d',
});
