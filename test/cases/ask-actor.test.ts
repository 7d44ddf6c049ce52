import { beforeEach, describe, expect, it } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import { answerQuestion, askablePrincipal, askActor, isAskable } from '../../src/cases/ask-actor.ts';
import { readCase } from '../../src/cases/case-store.ts';
import { changeCase } from '../../src/cases/manage-case.ts';
import { caseNote } from '../../blocks/case-note.ts';
import type { Actor } from '../../src/model/actor.ts';
import type { Case } from '../../src/model/case.ts';
import type { Level } from '../../src/model/level.ts';
import type { Audit } from '../../src/ports/audit.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { openDesk, type Desk } from './desk.ts';
import { ACCOUNT, alertOf, DAVE, recordOf, ruleOf } from './support.ts';

const RANA = { id: PEOPLE.rana, name: 'rana' };
const DAVE_PERSON = { id: PEOPLE.dave, name: 'dave' };

/** What the policy says of people. */
const MAPPED = [{ slack: PEOPLE.dave, name: 'Dave', aws: [DAVE.root.id, '9067'] }];

const SSO: Actor = {
  ...DAVE,
  type: 'AssumedRole',
  session: 'dave@example.com',
  root: {
    id: `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0a1b`,
    name: 'AWSReservedSSO_Admin_0a1b',
  },
};

let desk: Desk;
let audit: Audit;
let direct: string;

beforeEach(async () => {
  desk = await openDesk();
  audit = createAudit(desk.ports.store);
  direct = await desk.ports.chat.direct(PEOPLE.dave);
});

function alertBy(actor: Actor, level: Level = 'medium', id = 'e0') {
  return alertOf([id], { actor, rule: ruleOf({ level }), records: [recordOf(id, { actor })] });
}

const ask = (it0: Case, key = 'click1') =>
  askActor(
    { ...desk.ports, audit },
    { caseId: it0.id, principal: DAVE.root.id, person: DAVE_PERSON, by: RANA, account: 'prod', direct, key },
  );

async function answer(it0: Case, mine: boolean, person: { id: string; name: string } = DAVE_PERSON): Promise<string> {
  const { asked } = (await readCase(desk.ports.store, it0.id)).value;
  return answerQuestion({ ...desk.ports, audit }, { caseId: it0.id, questionId: asked?.id ?? '', mine, person });
}

const inDirect = () => desk.slack.snapshot().messages.filter(({ channel }) => channel === direct);

describe('who can be asked', () => {
  it.each<[string, Actor, boolean]>([
    ['an IAM user', DAVE, true],
    ['a session of Identity Center', SSO, true],
    ['an Identity Center user', { type: 'IdentityCenterUser', root: { id: 'principal:9067', name: '9067' } }, true],
    [
      'the session of another role',
      { ...SSO, root: { id: `arn:aws:iam::${ACCOUNT}:role/deploy`, name: 'deploy' } },
      false,
    ],
    [
      'a role that only has the name of one of Identity Center',
      { ...SSO, root: { id: `arn:aws:iam::${ACCOUNT}:role/AWSReservedSSO_Admin_0a1b`, name: 'x' } },
      false,
    ],
    ['the root user', { type: 'Root', root: { id: `arn:aws:iam::${ACCOUNT}:root`, name: 'root' } }, false],
    [
      'a source identity',
      { ...SSO, sourceIdentity: 'dave', root: { id: `arn:aws:iam::${ACCOUNT}:role/deploy`, name: 'deploy' } },
      false,
    ],
  ])('%s', async (_what, actor, yes) => {
    const it0 = await desk.record(alertBy(actor));

    expect('principal' in askablePrincipal(it0)).toBe(yes);
    expect(isAskable(it0, MAPPED)).toBe(yes);
  });

  it.each<[Level, boolean]>([
    ['low', true],
    ['medium', true],
    ['high', false],
    ['critical', false],
  ])('of a %s case', async (level, yes) => {
    expect(isAskable(await desk.record(alertBy(DAVE, level)), MAPPED)).toBe(yes);
  });

  it('nobody, where the policy maps nobody to the principal and Slack cannot know it by its e-mail address', async () => {
    const it0 = await desk.record(alertBy(DAVE));
    const session = await desk.record(alertBy(SSO, 'medium', 'e1'));

    expect(isAskable(it0, [])).toBe(false);
    expect(isAskable(session, [])).toBe(true);
  });

  it('nobody, where two people share a role', async () => {
    await desk.record(alertBy(SSO));
    const it0 = await desk.record(alertBy({ ...SSO, session: 'ben@example.com' }, 'medium', 'e1'));

    expect(askablePrincipal(it0)).toHaveProperty('why');
  });
});

describe('the question', () => {
  it('goes to the person alone, and the thread says that it was asked', async () => {
    const it0 = await desk.record(alertBy(DAVE));
    await ask(it0);
    await desk.drainAll();
    await desk.drainAll(direct);
    const [question, ...more] = inDirect();

    expect(more).toEqual([]);
    expect(question?.text).toBe('Your AWS access was used in prod. Please say whether that was you.');
    expect(JSON.stringify(question?.blocks)).toContain('answer.yes');
    expect(desk.messages().map(({ text }) => text)).toContain('rana asked dave whether it was them.');
    expect((await audit.read(it0.id)).map(({ event, who }) => [event, who])).toEqual([['case.asked', RANA.id]]);
  });

  it('is put once by the same click, and not again while an answer is awaited', async () => {
    const it0 = await desk.record(alertBy(DAVE));
    await ask(it0);
    await ask(it0);
    await desk.drainAll(direct);

    await expect(ask(it0, 'click2')).rejects.toMatchObject({ code: 'case.asked' });
    expect(inDirect()).toHaveLength(1);
  });

  it('is not put of a case that has become high meanwhile', async () => {
    const it0 = await desk.record(alertBy(DAVE));
    await desk.record(alertBy(DAVE, 'high', 'e1'));

    await expect(ask(it0)).rejects.toMatchObject({ code: 'case.not-askable' });
    expect(inDirect()).toEqual([]);
  });

  it.each([
    [true, 'dave says: “Yes, that was me”. Nothing changes until a responder acts.'],
    [false, 'dave says that it was NOT them. Somebody else may be using their access: look at this now.'],
  ])('answered with %s changes nothing but that it is said', async (mine, words) => {
    const it0 = await desk.record(alertBy(DAVE));
    await desk.drainAll();
    await ask(it0);
    await desk.drainAll(direct);
    const { asked: _asked, ...before } = (await readCase(desk.ports.store, it0.id)).value;
    expect(await answer(it0, mine)).toBe('Thank you; a responder reads it.');
    await desk.drainAll();
    await desk.drainAll(direct);
    const { asked, ...after } = (await readCase(desk.ports.store, it0.id)).value;
    const told = desk.messages().find(({ text }) => text === words);

    expect(after).toEqual(before);
    expect(asked?.answer).toMatchObject({ mine });
    expect(told?.threadTs).toBeDefined();
    expect(inDirect()).toHaveLength(1);
    expect(inDirect()[0]?.text).toContain('You answered');
    expect(JSON.stringify(inDirect()[0]?.blocks)).not.toContain('answer.yes');
    expect((await audit.read(it0.id)).map(({ event, who }) => [event, who])).toEqual([
      ['case.asked', RANA.id],
      ['case.answered', DAVE_PERSON.id],
    ]);
  });

  it.each(['high', 'critical'] as const)('of a case that has become %s takes no yes, but a no', async (level) => {
    const it0 = await desk.record(alertBy(DAVE));
    await ask(it0);
    await desk.record(alertBy(DAVE, level, 'e1'));

    await expect(answer(it0, true)).rejects.toMatchObject({ code: 'question.too-severe' });
    expect((await readCase(desk.ports.store, it0.id)).value.asked?.answer).toBeUndefined();
    expect(await answer(it0, false)).toBe('Thank you; a responder reads it.');
    expect((await readCase(desk.ports.store, it0.id)).value.asked?.answer).toMatchObject({ mine: false });
  });

  it('is answered once, whoever clicks how often, and by nobody else', async () => {
    const it0 = await desk.record(alertBy(DAVE));
    await ask(it0);
    const words = await Promise.all([answer(it0, true), answer(it0, false), answer(it0, true)]);
    const kept = (await readCase(desk.ports.store, it0.id)).value.asked?.answer;
    await desk.drainAll();

    expect(words.filter((sentence) => sentence.startsWith('Thank you'))).toHaveLength(1);
    await expect(answer(it0, false, { id: PEOPLE.ben, name: 'ben' })).rejects.toMatchObject({
      code: 'question.not-yours',
    });
    expect((await readCase(desk.ports.store, it0.id)).value.asked?.answer).toEqual(kept);
    expect(desk.messages().filter(({ text }) => text.startsWith('dave says'))).toHaveLength(1);
  });

  it('can be put anew once something new has happened, and the older one counts for nothing then', async () => {
    const it0 = await desk.record(alertBy(DAVE));
    await ask(it0);
    await answer(it0, true);
    await expect(ask(it0, 'click2')).rejects.toMatchObject({ code: 'case.asked' });
    await desk.record(alertBy(DAVE, 'medium', 'e1'));
    await ask(it0, 'click3');

    await expect(
      answerQuestion(
        { ...desk.ports, audit },
        { caseId: it0.id, questionId: 'click1', mine: true, person: DAVE_PERSON },
      ),
    ).rejects.toMatchObject({ code: 'question.old' });
    expect((await readCase(desk.ports.store, it0.id)).value.asked?.answer).toBeUndefined();
  });

  it.each(['messages_tab_disabled', 'channel_not_found'])(
    'that Slack does not let through (%s) is told in the thread, and can be put again',
    async (word) => {
      const it0 = await desk.record(alertBy(DAVE));
      await desk.drainAll();
      await ask(it0);
      desk.slack.faults.fail('chat.postMessage', word, 1);
      await desk.drainAll(direct);
      await desk.drainAll();
      const after = (await readCase(desk.ports.store, it0.id)).value;

      expect(after.asked).toBeUndefined();
      expect(isAskable(after, MAPPED)).toBe(true);
      expect(inDirect()).toEqual([]);
      expect(desk.messages().map(({ text }) => text)).toContainEqual(expect.stringContaining('so they were not asked'));
    },
  );

  it('may be answered after the case was closed, which stays closed', async () => {
    const it0 = await desk.record(alertBy(DAVE));
    await ask(it0);
    await changeCase(
      { ...desk.ports, audit, say: () => caseNote(RANA, 'closed it.') },
      { caseId: it0.id, change: { kind: 'close', verdict: 'expected', words: '' }, person: RANA, key: 'k' },
    );
    await answer(it0, false);
    await desk.drainAll();

    expect((await readCase(desk.ports.store, it0.id)).value.status).toBe('closed');
    expect(desk.messages().map(({ text }) => text)).toContainEqual(expect.stringContaining('it was NOT them'));
  });
});
