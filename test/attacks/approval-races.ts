import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import { launchWithLeakedKey, stateOf, whispers } from '../story/leaked-key.ts';
import { eventually } from '../support/eventually.ts';
import { CROWD } from './crowd.ts';
import { askFor, auditOf, clickOn, requestNow, until, type Scene } from './requests.ts';
import { deliver } from './signed.ts';

/** Many people decide on one request at the same time: one outcome, each person counted once, one audit. */
export function raceToDecide(form: string, start: () => Promise<Scene & { close(): Promise<void> }>): void {
  describe(`thirty clicks at once, with Trailbolt as ${form}`, () => {
    let host: Scene & { close(): Promise<void> };
    let instances: readonly string[];

    beforeAll(async () => {
      host = await start();
      instances = await launchWithLeakedKey(host.world, 5);
    });
    afterAll(async () => host?.close());

    const terminations = (): number => host.world.aws.control.faults.calls('ec2:TerminateInstances');

    test('approving start one run, and each counts once', async () => {
      const before = terminations();
      const request = await askFor(host, instances[0] ?? '', instances[1] ?? '');

      await storm(CROWD.flatMap((user) => [1, 2, 3].map(() => clickOn(host, { user, does: 'approve', request }))));

      const ended = await until(host, request.id, 'succeeded');
      expect(ended.approvals).toHaveLength(2);
      expect(new Set(ended.approvals.map((approval) => approval.person)).size).toBe(2);
      await eventually(() => {
        for (const user of CROWD) expect(whispers(host.world, user)).toHaveLength(3);
      });
      expect(terminations() - before).toBe(2);
      const audit = await auditOf(host, request);
      expect(audit.filter((entry) => entry.startsWith('approval.given'))).toHaveLength(2);
      expect(audit.filter((entry) => entry.startsWith('approval.refused'))).toHaveLength(28);
      // Stopped, saved and terminated, each once for each of the two.
      expect(audit.filter((entry) => entry.startsWith('run.called'))).toHaveLength(ended.run?.steps.length ?? 0);
      expect(ended.run?.steps).toHaveLength(6);
      expect(audit.filter((entry) => entry.startsWith('run.succeeded'))).toHaveLength(1);
      expect(await host.audit.verify(request.caseId)).toBeUndefined();
    });

    test.each([1, 2, 3])('approving, rejecting and withdrawing end in exactly one outcome (%i)', async (index) => {
      const before = terminations();
      const instance = instances[1 + index] ?? '';
      const request = await askFor(host, instance);

      await storm([
        ...CROWD.flatMap((user) => [
          clickOn(host, { user, does: 'approve', request }),
          clickOn(host, { user, does: 'reject', request }),
          clickOn(host, { user, does: 'approve', request }),
        ]),
        clickOn(host, { user: PEOPLE.rana, does: 'reject', request }),
      ]);

      const ended = await until(host, request.id, 'succeeded', 'rejected', 'withdrawn');
      await eventually(() => expect(toldAbout(request)).toBe(31));
      const audit = await auditOf(host, request);
      const outcomes = audit.filter((entry) => /^(request\.(rejected|withdrawn)|run\.succeeded)/.test(entry));
      expect(outcomes).toHaveLength(1);
      expect(outcomes[0]).toContain(ended.state);
      expect(audit.filter((entry) => entry.startsWith('approval.given'))).toHaveLength(ended.approvals.length);
      expect(terminations() - before).toBe(ended.state === 'succeeded' ? 1 : 0);
      expect(stateOf(host.world, instance)).toBe(ended.state === 'succeeded' ? 'terminated' : 'running');
      expect((await requestNow(host, request.id)).state).toBe(ended.state);
      expect(await host.audit.verify(request.caseId)).toBeUndefined();
    });

    /** Every click twice and all at once, in an order that differs from run to run. */
    async function storm(clicks: readonly ReturnType<typeof clickOn>[]): Promise<void> {
      const deliveries = [...clicks, ...clicks].toSorted((a, b) => (a.signature < b.signature ? -1 : 1));
      const answers = await Promise.all(deliveries.map((request) => deliver(host.url, request)));
      expect(new Set(answers)).toEqual(new Set([200]));
    }

    /** How many clicks of the crowd and Rana were answered since the request was made. */
    function toldAbout(request: ActionRequest): number {
      const since = request.createdAt / 1000;
      return [...CROWD, PEOPLE.rana]
        .flatMap((user) => whispers(host.world, user))
        .filter((message) => Number(message.ts) > since).length;
    }
  });
}
