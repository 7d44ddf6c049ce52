import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import { openStore } from '../../src/adapters/open-store.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import type { World } from '../../src/sandbox/world.ts';
import { eventually } from '../support/eventually.ts';
import {
  askToTerminate,
  button,
  card,
  channelMessages,
  launchWithLeakedKey,
  press,
  requestMessage,
  said,
  stateOf,
  whispers,
} from './leaked-key.ts';

/** A world with Trailbolt running in it, in one of its forms. */
export interface Running {
  readonly world: World;
  /** Where its audit is. */
  readonly auditStore: string;
  close(): Promise<void>;
}

/**
 * The whole loop over HTTP, with nothing replaced: a leaked key launches instances; CloudTrail's file comes through S3,
 * SNS and SQS; the card appears; a responder asks, the wrong people are refused, two approvers approve; the instances
 * are gone, and everything is said and audited once.
 */
export function tellStory(form: string, start: () => Promise<Running>): void {
  describe(`a leaked key, with Trailbolt as ${form}`, () => {
    let running: Running;
    let instances: readonly string[];

    beforeAll(async () => {
      running = await start();
      instances = await launchWithLeakedKey(running.world, 2);
    });
    afterAll(async () => running?.close());

    test('becomes one card that says who did what, from where, and offers the remedy', async () => {
      const shown = await eventually(() => {
        expect(card(running.world)).toBeDefined();
        return card(running.world);
      });

      expect(shown?.text).toContain('dave (IAM user');
      expect(shown?.text).toContain('called RunInstances');
      for (const id of instances) expect(said(shown)).toContain(id);
      expect(button(shown, 'open.plan.0')?.label).toBe('Terminate 2 instances…');
      expect(channelMessages(running.world)).toHaveLength(1);
    });

    test('a viewer gets no plan, with the reason', async () => {
      await press(running.world, PEOPLE.vic, card(running.world), 'open.plan.0');

      await eventually(() => {
        const view = running.world.slack.snapshot().views.find((candidate) => candidate.user === PEOPLE.vic);
        expect(JSON.stringify(view?.view)).toContain('This needs the role responder; you have viewer.');
      });
    });

    test('a responder asks with the plan in view, and the request is in the thread', async () => {
      const request = await askToTerminate(running.world);

      expect(request.threadTs).toBe(card(running.world)?.ts);
      expect(said(request)).toContain('Not ours, mining');
      for (const id of instances) expect(said(request)).toContain(id);
    });

    test.each([
      ['the requester', PEOPLE.rana, 'You asked for this yourself'],
      ['a viewer', PEOPLE.vic, 'You are not among the approvers'],
      ['the suspect, though an approver', PEOPLE.dave, 'You are the person behind the principal'],
      ['a guest', PEOPLE.gus, 'Guests cannot use Trailbolt'],
      ['a stranger from another workspace', PEOPLE.sid, 'Only members of the workspace'],
    ])('%s cannot approve, and is told why', async (_who, person, reason) => {
      await press(running.world, person, requestMessage(running.world), 'request.approve');

      await eventually(() => expect(JSON.stringify(whispers(running.world, person))).toContain(reason));
      expect(button(requestMessage(running.world), 'request.approve')).toBeDefined();
    });

    test('one approval is not enough, a second by the same person does not count', async () => {
      await press(running.world, PEOPLE.ana, requestMessage(running.world), 'request.approve');
      await eventually(() => expect(said(requestMessage(running.world))).toContain('1 of 2 approvals'));

      await press(running.world, PEOPLE.ana, requestMessage(running.world), 'request.approve');
      await eventually(() =>
        expect(JSON.stringify(whispers(running.world, PEOPLE.ana))).toContain('You have approved this already'),
      );
      for (const id of instances) expect(stateOf(running.world, id)).toMatch(/pending|running/);
    });

    test('the second approver starts the run: double-clicked and delivered twice, it runs once', async () => {
      const request = requestMessage(running.world);
      running.world.slack.faults.duplicateNextDelivery();
      await Promise.all([
        press(running.world, PEOPLE.ben, request, 'request.approve'),
        press(running.world, PEOPLE.ben, request, 'request.approve'),
      ]);

      await eventually(() => {
        for (const id of instances) expect(stateOf(running.world, id)).toBe('terminated');
      });
      await eventually(() => {
        expect(said(requestMessage(running.world))).toContain('done');
        expect(said(card(running.world))).toContain('done');
      });
      expect(running.world.aws.control.faults.calls('ec2:TerminateInstances')).toBe(instances.length);
      expect(button(requestMessage(running.world), 'request.approve')).toBeUndefined();
      expect(button(card(running.world), 'open.plan.0')?.label ?? '').not.toContain('Terminate');
      expect(channelMessages(running.world).filter((message) => message.threadTs === undefined)).toHaveLength(1);
    });

    test('the audit holds the whole story once, and its chain holds', async () => {
      const store = await openStore(running.auditStore);
      const audit = createAudit(store);
      const caseId = /Case (\w+)/.exec(said(card(running.world)))?.[1] ?? '';

      const events = (await audit.read(caseId)).map((entry) => entry.event);

      expect(await audit.verify(caseId)).toBeUndefined();
      expect(events.filter((event) => event === 'request.created')).toHaveLength(1);
      expect(events.filter((event) => event === 'approval.given')).toHaveLength(2);
      // Each is stopped, its volume saved, and terminated.
      expect(events.filter((event) => event === 'run.intended')).toHaveLength(3 * instances.length);
      expect(events.filter((event) => event === 'run.called')).toHaveLength(3 * instances.length);
      expect(events.filter((event) => event === 'run.succeeded')).toHaveLength(1);
      expect(events.indexOf('run.intended')).toBeLessThan(events.indexOf('run.called'));
      await store.close();
    });

    test('“Show trail” puts what the actor did into the thread, and says how complete it is', async () => {
      await press(running.world, PEOPLE.vic, card(running.world), 'case.trail');

      await eventually(() => {
        const answer = channelMessages(running.world).find((message) => message.text.startsWith('Trail of'));
        expect(answer?.threadTs).toBe(card(running.world)?.ts);
        expect(said(answer)).toContain('RunInstances');
        expect(said(answer)).toMatch(/read in us-east-1/);
      });
    });

    test('/trail who answers only the person who asked', async () => {
      await running.world.slack.gesture({
        do: 'slash',
        user: PEOPLE.vic,
        channel: running.world.alerts,
        command: '/trail',
        text: 'who dave 2h',
      });

      await eventually(() => {
        const answer = whispers(running.world, PEOPLE.vic).find((message) => message.text.startsWith('Trail of dave'));
        expect(said(answer)).toContain('RunInstances');
      });
    });
  });
}
