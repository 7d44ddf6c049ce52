import { auditAnswer } from '../../../blocks/audit-answer.ts';
import { pageIn } from '../page.ts';
import { parseSince } from '../since.ts';
import type { CommandUnit } from '../unit.ts';

/** `/trail audit dave 7d`: who asked, approved, refused and ran what. */
export const audit: CommandUnit = {
  id: 'audit',
  usage: 'audit [case, request or person] [since: 24h, 7d or 2026-01-31] [page]',
  summary:
    'Who asked, approved and ran what, newest first, from a record that nobody can change unseen. For responders.',
  role: 'responder',
  async run(gesture, words) {
    const now = gesture.services.now();
    const { page, about: asked } = pageIn(words);
    const last = asked.at(-1);
    const from = last === undefined ? undefined : parseSince(last, now);
    const about = (from === undefined ? asked : asked.slice(0, -1)).join(' ');
    const command = ['/trail audit', ...asked].join(' ');
    return { share: auditAnswer(await gesture.services.audit({ about, from }), { page, command }) };
  },
};
