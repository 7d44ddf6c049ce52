import { describe, expect, it } from 'vitest';
import { caseCard } from '../../blocks/case-card.ts';
import { isBehind, whyNotAssignee } from '../../src/approve/assignee.ts';
import type { Person } from '../../src/model/person.ts';
import { acknowledged } from '../blocks/samples.ts';
import { DAVE_ARN, personOf, policyOf } from './support.ts';

describe('who can look after a case', () => {
  it.each<[string, Partial<Person>, RegExp | undefined]>([
    ['a responder', { role: 'responder' }, undefined],
    ['the suspect', { aws: [DAVE_ARN] }, /behind the principal/],
    ['a guest', { kind: 'guest', role: undefined }, /guest/],
    ['a stranger', { kind: 'stranger', role: undefined }, /another workspace/],
    ['a program', { kind: 'bot', role: undefined }, /program/],
    ['a deactivated account', { kind: 'deleted', role: undefined }, /deactivated/],
    ['a viewer', { role: 'viewer' }, /the role viewer/],
    ['somebody without a role', { role: undefined }, /no role/],
  ])('%s', (_who, more, words) => {
    const why = whyNotAssignee(personOf('U0DAVE', more), [DAVE_ARN]);

    if (words === undefined) expect(why).toBeUndefined();
    else expect(why).toMatch(words);
  });

  it('is flagged on the card when they turn out to be behind it', () => {
    const { people } = policyOf();
    expect(isBehind('U0DAVE', people, [DAVE_ARN])).toBe(true);
    expect(isBehind('U0ANA', people, [DAVE_ARN])).toBe(false);
    expect(isBehind('U0DAVE', people, [])).toBe(false);

    const it0 = { ...acknowledged, assignee: 'U0DAVE' };
    const card = { case: it0, account: 'prod', requests: [], offers: [], assigneeBehind: true };
    expect(JSON.stringify(caseCard(card).blocks)).toContain('who is behind this case by now: assign somebody else');
  });
});
