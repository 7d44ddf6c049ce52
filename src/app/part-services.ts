import { createHash } from 'node:crypto';
import { MOST_OTHERS } from '../../blocks/merge-modals.ts';
import { readUnmerged } from '../cases/case-store.ts';
import { alarm } from '../cases/escalate.ts';
import { listCases } from '../cases/list-cases.ts';
import { mergeCase, type PartPorts } from '../cases/manage-merge.ts';
import { splitOff } from '../cases/manage-split.ts';
import { caseTag } from '../cases/posted.ts';
import type { CaseServices } from '../slack/case-services.ts';
import { askForNames } from './look-around.ts';
import type { Permalinks } from './permalinks.ts';
import { refuseSuspect } from './refuse-suspect.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** Merging cases, and splitting them. */
export function createPartServices(
  ports: WorkerPorts,
  link: Permalinks,
): Pick<CaseServices, 'mergeable' | 'merge' | 'split'> {
  const { store } = ports;

  async function partPorts(): Promise<PartPorts> {
    const policy = await ports.policy();
    return { ...ports, alarm: (it) => alarm(policy, ports.timers, it) };
  }

  return {
    async mergeable(caseId) {
      const { value: it } = await readUnmerged(store, caseId);
      const { cases, more } = await listCases(store, {
        shelf: 'open',
        limit: MOST_OTHERS,
        fits: (line) => line.account === it.account && line.caseId !== it.id,
      });
      return { case: it, others: cases, more };
    },
    async merge({ into, from, person }) {
      for (const caseId of [into, from]) await refuseSuspect(store, caseId, person);
      const links = { into: await link(caseTag(into)), from: await link(caseTag(from)) };
      const merged = (await mergeCase(await partPorts(), { into, from, person, links })).case;
      await askForNames(ports, merged.id);
      return merged;
    },
    async split({ caseId, choose, person, key }) {
      await refuseSuspect(store, caseId, person);
      const newId = createHash('sha256').update(`split ${key}`).digest('hex').slice(0, 10);
      const split = await splitOff(await partPorts(), {
        caseId,
        choose,
        newId,
        person,
        link: await link(caseTag(caseId)),
      });
      await askForNames(ports, newId);
      return split;
    },
  };
}
