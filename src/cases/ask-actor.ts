import { answerNote, askedNote, questionAnswered, questionMessage } from '../../blocks/question.ts';
import { TrailboltError } from '../errors.ts';
import type { Case, CaseQuestion } from '../model/case.ts';
import { isSuspect, standsForPerson } from '../model/principals.ts';
import type { PersonEntry } from '../model/policy.ts';
import type { Audit } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { caseWrites } from './case-index.ts';
import { contended, readCase, readUnmerged } from './case-store.ts';
import { isSevere } from './mutes.ts';
import { createOutbox, outboxWrite } from './outbox.ts';

interface AskPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: Audit;
}

interface By {
  readonly id: string;
  readonly name: string;
}

/** An alert that arrives in the same moment wins the race; the change is made upon what it left. */
const TRIES = 20;

/**
 * The one principal of a case whose person may be asked: an IAM user, an Identity Center user or a session of a role that
 * Identity Center names. A free session name, and a source identity that nobody enforces, stand for nobody.
 * @returns a sentence where nobody can be asked.
 */
export function askablePrincipal(it: Case): { readonly principal: string } | { readonly why: string } {
  if (it.status === 'closed') return { why: `Case ${it.id} is closed; reopen it first.` };
  if (isSevere(it.level))
    return {
      why: `A ${it.level} case is not asked about: whoever took over somebody's AWS access may answer for them in Slack, too.`,
    };
  const [principal, ...others] = it.principals.filter((one) => !one.startsWith('source-identity:'));
  if (principal === undefined || others.length > 0 || !standsForPerson(principal))
    return {
      why: 'Nobody can be asked: only an IAM user, or one session of Identity Center, tells for certain who is behind it.',
    };
  return { principal };
}

/** May this principal be looked up in Slack as an e-mail address? */
export function isEmail(principal: string): boolean {
  return /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(principal);
}

/**
 * Is there somebody to ask, who is not being asked already? Somebody is whom the policy maps to the principal; whoever has an
 * e-mail address for one may be found in Slack.
 */
export function isAskable(it: Case, people: readonly PersonEntry[]): boolean {
  const { asked } = it;
  const askable = askablePrincipal(it);
  return (
    'principal' in askable &&
    (isEmail(askable.principal) || people.some(({ aws }) => aws.some((one) => isSuspect(one, [askable.principal])))) &&
    (asked === undefined || (asked.answer !== undefined && asked.count < it.count))
  );
}

/**
 * Asks the person by a direct message, and says so in the thread. The same click twice asks once.
 * @param input.direct the conversation between that person and the app.
 * @throws TrailboltError `case.missing`, `case.not-askable`, `case.asked` while an answer is awaited, `case.contended`.
 */
export async function askActor(
  ports: AskPorts,
  input: {
    readonly caseId: string;
    readonly principal: string;
    readonly person: By;
    readonly by: By;
    readonly account: string;
    readonly direct: string;
    readonly key: string;
  },
): Promise<void> {
  const { store, clock } = ports;
  const id = input.key.slice(0, 16);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = await readUnmerged(store, input.caseId);
    const it = item.value;
    if (it.asked?.id === id) return audit(ports, it.id, it.asked);
    const askable = askablePrincipal(it);
    if ('why' in askable || askable.principal !== input.principal)
      throw new TrailboltError(
        'case.not-askable',
        'why' in askable ? askable.why : 'The case has changed; look again.',
      );
    if (it.asked !== undefined && (it.asked.answer === undefined || it.asked.count === it.count))
      throw new TrailboltError(
        'case.asked',
        it.asked.answer === undefined
          ? 'They have been asked already and have not answered yet.'
          : 'They have answered already, and nothing new has happened since.',
      );
    const now = clock.now();
    const asked: CaseQuestion = {
      id,
      person: input.person.id,
      principal: input.principal,
      by: input.by.id,
      at: now,
      direct: input.direct,
      count: it.count,
    };
    const { hidden: _shown, ...rest } = it;
    const next: Case = { ...rest, asked };
    const outbox = createOutbox(() => now);
    const commit = await store.commit([
      ...caseWrites(item, next),
      outbox.card(next),
      outbox.note(`asked-${id}`, next, askedNote(input.by, input.person)),
      outboxWrite(input.direct, 0, now, {
        kind: 'plain',
        id: questionId(id, input.direct),
        message: questionMessage({ case: next, account: input.account, by: input.by }),
        asks: it.id,
      }),
    ]);
    if (commit.ok) return audit(ports, it.id, asked);
  }
  throw contended(input.caseId);
}

/**
 * Keeps what the person said. It changes nothing of the case but that: a responder decides. A no is shown to the channel.
 * @returns the sentence for whoever pressed the button.
 * @throws TrailboltError `case.missing`, `question.not-yours`, `question.old`, `question.too-severe` for a yes where the case
 * has become one that nobody is asked about, `case.contended`.
 */
export async function answerQuestion(
  ports: AskPorts,
  input: { readonly caseId: string; readonly questionId: string; readonly mine: boolean; readonly person: By },
): Promise<string> {
  const { store, clock } = ports;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = await readCase(store, input.caseId);
    const it = item.value;
    const { asked } = it;
    if (asked === undefined && it.mergedInto !== undefined)
      throw new TrailboltError('question.settled', 'This question is settled: nobody needs your answer any more.');
    if (asked === undefined || asked.id !== input.questionId)
      throw new TrailboltError('question.old', 'This question has been asked anew; answer the newer one.');
    if (asked.person !== input.person.id)
      throw new TrailboltError('question.not-yours', 'This question was put to somebody else.');
    if (asked.answer !== undefined) {
      await audit(ports, it.id, asked);
      return asked.answer.mine === input.mine
        ? 'You have said so before.'
        : 'You have answered before; tell the responders if you were wrong.';
    }
    // A no is an alarm whenever it comes; a yes may be said by whoever took over both accesses.
    if (input.mine && isSevere(it.level))
      throw new TrailboltError(
        'question.too-severe',
        `The case has become ${it.level} since you were asked, so a yes in Slack is not enough; the responders will talk to you.`,
      );
    const now = clock.now();
    const answered: CaseQuestion = { ...asked, answer: { mine: input.mine, at: now } };
    const next: Case = { ...it, asked: answered };
    const outbox = createOutbox(() => now);
    const commit = await store.commit([
      ...caseWrites(item, next),
      outbox.card(next),
      outbox.note(
        `answered-${asked.id}`,
        next,
        answerNote(input.person, input.mine),
        ...(input.mine ? [] : (['broadcast'] as const)),
      ),
      outboxWrite(asked.direct, 0, now, {
        kind: 'plain',
        id: questionId(asked.id, asked.direct),
        message: questionAnswered(input.mine),
      }),
    ]);
    if (!commit.ok) continue;
    await audit(ports, it.id, answered);
    return 'Thank you; a responder reads it.';
  }
  throw contended(input.caseId);
}

/** The question and what it becomes when it is answered are one message. */
export function questionId(question: string, direct: string): string {
  return `question-${question}@${direct}`;
}

/** What was asked and said, from the case itself, so that a crash right after leaves nothing out. */
async function audit(ports: AskPorts, caseId: string, asked: CaseQuestion): Promise<void> {
  const { id, person, principal, by, at, answer } = asked;
  await ports.audit.append({
    id: `case.asked:${id}`,
    chain: caseId,
    at: new Date(at).toISOString(),
    event: 'case.asked',
    who: by,
    data: { person, principal },
  });
  if (answer === undefined) return;
  await ports.audit.append({
    id: `case.answered:${id}`,
    chain: caseId,
    at: new Date(answer.at).toISOString(),
    event: 'case.answered',
    who: person,
    data: { mine: answer.mine },
  });
}
