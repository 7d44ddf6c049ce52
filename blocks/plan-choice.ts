import type { KnownBlock } from '@slack/types';
import type { PlanTarget } from '../src/model/plan.ts';
import { clip, LIMITS, plain } from './text.ts';

/** So many can be chosen from: more than a plan has cannot be acted on at once. */
const MOST = 10;

/** Checkboxes that stand for a list of targets. */
export interface TargetChoice {
  readonly targets: readonly PlanTarget[];
  /** @param shared What is true of all of them, which is said once and of none. */
  block(shared: readonly string[]): KnownBlock;
}

/** The targets to choose from, each once, with what was read of it. Whoever looks over it sees what has no room in the request. */
export function targetChoice(possible: readonly PlanTarget[]): TargetChoice {
  const targets = possible.slice(0, MOST);
  const chosen = preselected(targets);
  return {
    targets,
    block(shared) {
      const options = targets.map((target) => {
        const words = description(target, shared);
        return {
          text: plain(
            target.name === undefined ? target.id : `${clip(target.name, 40)} (${target.id})`,
            LIMITS.optionText,
          ),
          value: clip(target.id, 150),
          ...(words === '' ? {} : { description: plain(words, LIMITS.optionText) }),
        };
      });
      return {
        type: 'input',
        block_id: 'targets',
        label: plain('Which of them', 100),
        element: {
          type: 'checkboxes',
          action_id: 'ids',
          options,
          initial_options: options.filter((_, index) => chosen[index]),
        },
      };
    },
  };
}

const PARTS = { actor: 'the actor', made: 'made by the actor' } as const;

function description({ part, facts }: PlanTarget, shared: readonly string[]): string {
  const own = facts.filter((fact) => !shared.includes(fact));
  return [...(part === undefined ? [] : [PARTS[part]]), ...own].join(', ');
}

/** Taking out a user or role hits whoever works with it: beside others, the actor's own is chosen by hand. */
function preselected(targets: readonly PlanTarget[]): readonly boolean[] {
  const others = targets.some(({ part }) => part !== 'actor');
  return targets.map(
    ({ type, part }) => !others || part !== 'actor' || (type !== 'AWS::IAM::User' && type !== 'AWS::IAM::Role'),
  );
}
