import { lookupCommand } from '../lookup-command.ts';

/** `/trail who dave 24h`: what a principal did. */
export const who = lookupCommand({
  id: 'who',
  term: '<user, role, ARN, access key or session>',
  summary: 'What somebody did, from where, newest first.',
  example: 'Say who: /trail who dave 24h',
});
