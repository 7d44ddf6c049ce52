import { summarise } from '../alert/summarise.ts';
import type { People } from '../approve/people.ts';
import { readCase, readStanding } from '../cases/case-store.ts';
import type { RunPorts } from '../remediate/running.ts';
import type { SlackServices } from '../slack/services.ts';
import { lookUp } from '../trail/lookup.ts';
import { createAnswerServices } from './answer-services.ts';
import { createAuditServices } from './audit-services.ts';
import { createAutomationServices } from './automation-services.ts';
import { createCaseServices } from './case-services.ts';
import { createDecisionServices } from './decision-services.ts';
import { createGuardServices } from './guard-services.ts';
import { createHomeServices } from './home-services.ts';
import { nameBook } from './name-book.ts';
import { createPermalinks } from './permalinks.ts';
import { createPartServices } from './part-services.ts';
import { createPlanServices } from './plan-services.ts';
import { createQuestionServices } from './question-services.ts';
import { createRecordServices } from './record-services.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** What the Slack stage asks of the others. */
export function createServices(ports: WorkerPorts, runs: RunPorts, people: People): SlackServices {
  const { store } = ports;
  const link = createPermalinks(ports);
  const audit = createAuditServices(ports);
  return {
    ...createCaseServices(ports, link),
    ...createPartServices(ports, link),
    ...createQuestionServices(ports, people),
    ...createAnswerServices(ports),
    ...createRecordServices(ports),
    ...createHomeServices(ports, { link, status: audit.status }),
    ...createAutomationServices(runs),
    ...createDecisionServices(ports, runs),
    ...createGuardServices(ports, runs),
    ...createPlanServices(ports, runs),
    ...audit,
    now: () => ports.clock.now(),
    policy: ports.policy,
    person: async (userId) => people.resolve(userId, await ports.policy()),
    case: async (id) => (await readStanding(store, id)).value,
    lookup: async (question) =>
      lookUp(
        {
          history: ports.history,
          summarise: (record) => summarise(record),
          now: () => ports.clock.now(),
          names: nameBook(store, await ports.policy()),
        },
        question,
        (await ports.policy()).accounts,
      ),
    async note(caseId, id, message) {
      const { value: it } = await readCase(store, caseId);
      await store.commit([runs.outbox.note(id, it, message)]);
    },
  };
}
