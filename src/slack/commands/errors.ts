import { lookupCommand } from '../lookup-command.ts';

/** `/trail errors dave 24h`: what AWS refused. */
export const errors = lookupCommand({
  id: 'errors',
  term: '[user, role, ARN or session]',
  summary: 'What AWS refused, of somebody or of everybody.',
  example: '',
});
