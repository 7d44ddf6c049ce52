import { lookupCommand } from '../lookup-command.ts';

/** `/trail event RunInstances`: calls of one API, or the record with an id. */
export const event = lookupCommand({
  id: 'event',
  term: '<API or event id>',
  summary: 'Who called an API, such as RunInstances or ec2:RunInstances, or the one record with an event id.',
  example: 'Say which: /trail event RunInstances 24h',
  wrong: (term) =>
    /^[\w.:-]{1,128}$/.test(term)
      ? undefined
      : `“${term.slice(0, 60)}” is neither an API, such as RunInstances, nor an event id.`,
});
