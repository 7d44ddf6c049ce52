import { canonicalAddress } from '../../model/network.ts';
import { lookupCommand } from '../lookup-command.ts';

/** `/trail ip 203.0.113.7 7d`: what was called from an address. */
export const ip = lookupCommand({
  id: 'ip',
  term: '<address>',
  summary: 'What was called from an address, by whom.',
  example: 'Say which: /trail ip 203.0.113.7 24h',
  wrong: (term) =>
    canonicalAddress(term) === undefined
      ? `“${term.slice(0, 60)}” is no address: one such as 203.0.113.7 or 2001:db8::7 is expected.`
      : undefined,
});
