import { describe, expect, test } from 'vitest';
import type { Case, CaseTarget } from '../../src/model/case.ts';
import type { ActionRequest, RequestState } from '../../src/model/request.ts';
import { stopInstance } from '../../src/remediate/actions/stop-instance.ts';
import { terminateInstance } from '../../src/remediate/actions/terminate-instance.ts';
import { offersFor } from '../../src/remediate/offers.ts';

const actions = [terminateInstance];

const launched = (id: string, region = 'us-east-1', created = true): CaseTarget => ({
  type: 'AWS::EC2::Instance',
  id: `i-${id.padStart(17, '0')}`,
  region,
  ...(created ? { created: true } : {}),
});

function caseWith(targets: readonly CaseTarget[]): Case {
  return {
    id: 'case',
    account: '111122223333',
    actor: { type: 'IAMUser', root: { id: 'arn:aws:iam::111122223333:user/dave', name: 'dave' } },
    level: 'high',
    lines: [],
    count: 1,
    records: [],
    targets,
    regions: ['us-east-1'],
    principals: [],
    openedAt: 0,
    updatedAt: 0,
    channel: 'C1',
    status: 'open',
    requests: [],
  };
}

function requestOn(target: CaseTarget, state: RequestState, plan: object = {}): ActionRequest {
  return {
    id: 'request',
    state,
    plan: {
      action: { id: 'terminate-instance', risk: 'destructive' },
      targets: [{ id: target.id }],
      ...plan,
    },
  } as unknown as ActionRequest;
}

describe('offers', () => {
  test('name the number of instances, one offer a Region', () => {
    const offers = offersFor(caseWith([launched('1'), launched('2'), launched('3', 'eu-west-1')]), [], actions);

    expect(offers.map((offer) => [offer.title, offer.region])).toEqual([
      ['Terminate 2 instances', 'us-east-1'],
      ['Terminate instance', 'eu-west-1'],
    ]);
  });

  test('promise no more than one plan takes, and keep the rest for the next', () => {
    const many = Array.from({ length: 30 }, (_, index) => launched(index.toString(16).padStart(2, '0')));

    const [offer] = offersFor(caseWith(many), [], actions);

    expect(offer?.title).toBe('Terminate 10 of 30 instances');
    expect(offer?.targets).toHaveLength(30);
  });

  test('never offer to destroy what the records did not create', () => {
    expect(offersFor(caseWith([launched('1', 'us-east-1', false)]), [], actions)).toEqual([]);
  });

  test.each(['pending', 'approved', 'running', 'succeeded'] as const)('leave out what a %s request covers', (state) => {
    const [first, second] = [launched('1'), launched('2')];

    const offers = offersFor(caseWith([first, second]), [requestOn(first, state)], actions);

    expect(offers.map((offer) => offer.targets.map((target) => target.id))).toEqual([[second.id]]);
  });

  test.each(['failed', 'rejected', 'withdrawn', 'expired', 'stale'] as const)(
    'come back after a %s request',
    (state) => {
      const only = launched('1');

      expect(offersFor(caseWith([only]), [requestOn(only, state)], actions)).toHaveLength(1);
    },
  );

  test('keep their id while targets come and go, so that a button on an older card still works', () => {
    const [before] = offersFor(caseWith([launched('1')]), [], actions);
    const [after] = offersFor(caseWith([launched('1'), launched('2')]), [], actions);

    expect(after?.id).toBe(before?.id);
  });

  test.each(['approved', 'running', 'succeeded'] as const)('leave out what a %s destructive request ends', (state) => {
    const only = launched('1');

    expect(offersFor(caseWith([only]), [requestOn(only, state)], [stopInstance])).toEqual([]);
  });

  test.each(['pending', 'announced'] as const)(
    'let somebody stop what a %s request will end, as the lesser remedy',
    (state) => {
      const [first, second] = [launched('1'), launched('2')];

      // An automation ends it soon by itself: until then nothing less is to be had than to hold it.
      const offered = state === 'pending' ? [[[first.id], true]] : [];
      expect(
        offersFor(caseWith([first]), [requestOn(first, state)], [stopInstance]).map(({ targets, lesser }) => [
          targets.map(({ id }) => id),
          lesser,
        ]),
      ).toEqual(offered);
      const both = offersFor(caseWith([first, second]), [requestOn(first, state)], [stopInstance]);
      expect(both.map(({ lesser }) => lesser)).toEqual([undefined]);
    },
  );

  test('of a run that failed count what it has not done', () => {
    const [first, second] = [launched('1'), launched('2')];
    const request = {
      ...requestOn(first, 'failed', { targets: [{ id: first.id }, { id: second.id }] }),
      run: {
        startedAt: 0,
        steps: [
          { id: '1', step: 'terminate', title: '', target: first.id, state: 'verified' },
          { id: '2', step: 'terminate', title: '', target: second.id, state: 'failed' },
        ],
      },
    } as ActionRequest;

    const offers = offersFor(caseWith([first, second]), [request], [...actions, stopInstance]);

    expect(offers.map(({ title, targets }) => [title, targets.map(({ id }) => id)])).toEqual([
      ['Terminate instance', [second.id]],
      ['Stop instance', [second.id]],
    ]);
  });

  test.each([
    ['is undone', 'succeeded', 1],
    ['waits for its undo', 'pending', 0],
    ['could not be undone', 'failed', 0],
  ] as const)('of an action that %s', (_what, state, offers) => {
    const only = launched('1');
    const stopped = requestOn(only, 'succeeded', { action: { id: 'stop-instance', risk: 'disruptive' } });
    const undo = requestOn(only, state, { action: { id: 'stop-instance', risk: 'reversible' }, undoes: stopped.id });

    expect(offersFor(caseWith([only]), [stopped, undo], [stopInstance])).toHaveLength(offers);
  });
});
