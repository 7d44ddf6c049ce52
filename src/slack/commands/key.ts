import { lookupCommand } from '../lookup-command.ts';

/** `/trail key AKIAIOSFODNN7EXAMPLE`: what was called with an access key. */
export const key = lookupCommand({
  id: 'key',
  term: '<access key id>',
  summary: 'What was called with an access key.',
  example: 'Say which, by its id: /trail key AKIA… 24h',
  wrong: (term) =>
    /^A[A-Z]{3}[A-Z0-9]{12,124}$/.test(term)
      ? undefined
      : 'That is no access key id: it begins with AKIA or ASIA. Never type a secret access key here.',
});
