import type { People } from '../approve/people.ts';
import { answerQuestion, askablePrincipal, askActor, isEmail } from '../cases/ask-actor.ts';
import { readUnmerged } from '../cases/case-store.ts';
import { registerChannel } from '../cases/channel-lease.ts';
import { TrailboltError } from '../errors.ts';
import type { Person } from '../model/person.ts';
import { isSuspect } from '../model/principals.ts';
import type { Policy } from '../model/policy.ts';
import type { CaseServices } from '../slack/case-services.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** Asking the person behind a case, and keeping what they say. */
export function createQuestionServices(
  ports: WorkerPorts,
  people: People,
): Pick<CaseServices, 'askActor' | 'answerQuestion'> {
  return {
    async askActor({ caseId, person: by, key }) {
      const { value: it } = await readUnmerged(ports.store, caseId);
      const askable = askablePrincipal(it);
      if ('why' in askable) throw new TrailboltError('case.not-askable', askable.why);
      const policy = await ports.policy();
      const person = await personBehind(ports, people, policy, askable.principal).catch(inWords);
      if (person.id === by.id)
        throw new TrailboltError(
          'case.suspect',
          'You are the person behind this case, so somebody else has to ask you.',
        );
      const direct = await ports.chat.direct(person.id).catch(inWords);
      // Before anything is queued there: what a crash leaves behind is posted by the schedule.
      await registerChannel(ports.store, ports.clock, direct);
      const account = policy.accounts.find(({ id }) => id === it.account)?.alias ?? it.account;
      await askActor(ports, { caseId, principal: askable.principal, person, by, account, direct, key });
      return { name: person.name };
    },
    answerQuestion: (input) => answerQuestion(ports, input),
  };
}

/**
 * Whom the policy maps to the principal; where it maps nobody and the principal is an e-mail address, as Identity
 * Center's often are, the person in Slack who has it.
 * @throws TrailboltError `case.nobody` with what to do about it.
 */
async function personBehind(
  ports: WorkerPorts,
  people: People,
  policy: Policy,
  principal: string,
): Promise<Pick<Person, 'id' | 'name'>> {
  const entry = policy.people.find(({ aws }) => aws.some((known) => isSuspect(known, [principal])));
  const id = entry?.slack ?? (await idByEmail(ports, principal));
  if (id === undefined)
    throw new TrailboltError(
      'case.nobody',
      `Nobody can be asked: the policy maps nobody to ${principal.slice(0, 120)}${principal.includes('@') ? ', and nobody in Slack has that e-mail address' : ''}. Add them under people.`,
    );
  const person = await people.find(id, policy);
  if (person?.kind !== 'member')
    throw new TrailboltError(
      'case.nobody',
      `Nobody can be asked: ${entry?.name ?? principal.slice(0, 120)} is not a full member of this workspace.`,
    );
  return person;
}

/** What Slack refuses, as a sentence for whoever wanted to ask. */
function inWords(error: unknown): never {
  if (error instanceof TrailboltError && error.details['slackError'] === 'missing_scope')
    throw new TrailboltError(
      'case.nobody',
      'Nobody can be asked yet: the app lacks a permission in Slack. Install it again with the manifest of this version.',
      { cause: error },
    );
  throw error;
}

async function idByEmail({ chat }: WorkerPorts, principal: string): Promise<string | undefined> {
  return isEmail(principal) ? (await chat.userByEmail(principal))?.id : undefined;
}
