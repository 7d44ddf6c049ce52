import { rulesAnswer } from '../../../blocks/rules-answer.ts';
import { pageIn } from '../page.ts';
import type { CommandUnit } from '../unit.ts';

/** `/trail rules bucket`: what Trailbolt looks for. */
export const rules: CommandUnit = {
  id: 'rules',
  usage: 'rules [word or id] [page]',
  summary: 'What Trailbolt looks for: the rules with a word in their title, id, level or ATT&CK technique.',
  role: 'viewer',
  async run({ services }, words) {
    const all = await services.rules();
    const { page, about } = pageIn(words);
    const word = about.join(' ').toLowerCase();
    const exact = all.filter(({ id }) => id === word);
    const found = all.filter(({ id, title, level, attack }) =>
      [id, title, level, ...attack].some((part) => part.toLowerCase().includes(word)),
    );
    return { share: rulesAnswer(exact.length > 0 ? exact : found, word, all.length, page) };
  },
};
