import * as fc from 'fast-check';
import { createCorrelator } from '../../../src/detect/sigma/correlation/engine.ts';
import type { CorrelationMatch } from '../../../src/detect/sigma/correlation/engine.ts';
import type { CorrelationState } from '../../../src/detect/sigma/correlation/state.ts';
import type { SigmaRule } from '../../../src/detect/sigma/types.ts';
import { feedsOf } from '../sigma/correlation/helpers.ts';

/** An event that rule `a` or `b` matches. */
export interface Happening {
  readonly id: string;
  /** Seconds. */
  readonly at: number;
  readonly kind: 'a' | 'b';
  readonly user: string;
  readonly value: string;
}

/** One way in which what happened reaches a detector. */
export interface Delivery {
  readonly events: readonly Happening[];
  readonly detector: number;
  /** The process ends after so many updates of the state, before it could tell anybody; then the delivery comes again. */
  readonly crashAfter: number | undefined;
}

const DETECTORS = 3;

const happening = fc.record({
  at: fc.integer({ min: 0, max: 40 }),
  kind: fc.constantFrom('a' as const, 'a' as const, 'b' as const),
  user: fc.constantFrom('ana', 'eve'),
  value: fc.constantFrom('1', '2', '3', '4'),
});

/** What happens within forty seconds, delivered in any order, some of it twice, some of it through a crash. */
export const deliveries: fc.Arbitrary<readonly Delivery[]> = fc
  .array(happening, { minLength: 10, maxLength: 30, size: 'max' })
  .map((all) => all.map((one, index): Happening => ({ ...one, id: `e-${index}` })))
  .chain((all) =>
    fc.array(
      fc.record({
        events: fc.shuffledSubarray(all, { minLength: 1, maxLength: Math.min(all.length, 8) }),
        detector: fc.nat({ max: DETECTORS - 1 }),
        crashAfter: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 2 }),
      }),
      { minLength: 3, maxLength: 14, size: 'max' },
    ),
  );

class Crash extends Error {}

/** Runs the deliveries on several detectors at once, each in the order of its own, and gives what reached people. */
export async function deliver(
  all: readonly Delivery[],
  rules: readonly SigmaRule[],
  open: () => CorrelationState,
): Promise<readonly CorrelationMatch[]> {
  const told: CorrelationMatch[] = [];
  const detectors = Array.from({ length: DETECTORS }, async (_, detector) => {
    const state = open();
    for (const { events, crashAfter } of all.filter((delivery) => delivery.detector === detector)) {
      for (const crash of crashAfter === undefined ? [undefined] : [crashAfter, undefined]) {
        try {
          told.push(...(await take(events, rules, crashing(state, crash))));
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
        }
      }
    }
  });
  await Promise.all(detectors);
  return told;
}

async function take(
  events: readonly Happening[],
  rules: readonly SigmaRule[],
  state: CorrelationState,
): Promise<readonly CorrelationMatch[]> {
  const correlator = createCorrelator(rules, state);
  const inputs = events.map((event) => ({
    id: event.id,
    time: event.at * 1000,
    reference: `file of ${event.id}`,
    feeds: feedsOf(correlator, event, [event.kind]),
  }));
  return (await correlator.correlate(inputs)).flat();
}

/** The state of a process that ends after so many updates. */
function crashing(state: CorrelationState, after: number | undefined): CorrelationState {
  let left = after ?? Infinity;
  return {
    ...(state.entriesOf === undefined ? {} : { entriesOf: state.entriesOf }),
    async update(key, step, life) {
      if (left === 0) throw new Crash();
      const result = await state.update(key, step, life);
      left -= 1;
      if (left === 0) throw new Crash();
      return result;
    },
  };
}
