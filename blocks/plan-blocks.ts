import type { KnownBlock, RichTextElement } from '@slack/types';
import type { Plan, PlanTarget } from '../src/model/plan.ts';
import type { TargetChoice } from './plan-choice.ts';
import { bulletList, clip, count, paragraph, rich, withLocalTimes } from './text.ts';

const SHOWN = 10;

// Lengths below are such that ten targets of the longest texts still make a message that Slack takes as a whole.

/** Whoever undoes a remedy brings back what it was for: that must not look like any other plan. */
const BACK = '❗ What the remedy ended will be so again';

/**
 * A plan in words: each target with the state just read, what will happen, what will not, and what undo there is. Those of a choice
 * are told there.
 */
export function planBlocks(plan: Plan, choice?: TargetChoice): KnownBlock[] {
  const shared = sharedBy(
    plan.targets.filter((target) => target.blocked === undefined),
    (target) => target.warnings,
  );
  const facts =
    plan.targets.length > (choice === undefined ? 2 : 1) ? sharedBy(plan.targets, (target) => target.facts) : [];
  const targets = plan.targets
    .slice(0, SHOWN)
    .filter(
      (target) => choice?.targets.includes(target) !== true || target.warnings.some((one) => !shared.includes(one)),
    )
    .map((target) =>
      choice?.targets.includes(target) === true
        ? noteLine(target, shared)
        : targetLine(target, { facts, warnings: shared }),
    );
  const more =
    plan.targets.length > SHOWN ? [[rich.text(`and ${count(plan.targets.length - SHOWN, 'more target')}`)]] : [];
  const undo =
    plan.action.undo === 'none'
      ? [rich.bold('No undo '), rich.text(plan.undoNote, 300)]
      : [rich.bold('Undo '), rich.text(plan.undoNote, 300)];
  return [
    ...(facts.length === 0
      ? []
      : [
          paragraph(
            rich.bold(plan.targets.length === 2 ? 'Both ' : `All ${plan.targets.length} `),
            ...withLocalTimes(`${facts.join(', ')}.`, 300),
          ),
        ]),
    ...(choice === undefined ? [] : [choice.block(facts)]),
    ...(targets.length + more.length === 0
      ? []
      : [{ type: 'rich_text' as const, elements: [bulletList([...targets, ...more])] }]),
    paragraph(
      rich.bold(plan.undoes === undefined ? 'What will happen ' : `${BACK}: `),
      rich.text([...plan.effects, ...shared].join(' '), 1000),
    ),
    ...(plan.limits.length === 0
      ? []
      : [paragraph(rich.bold('What it does not do '), rich.text(plan.limits.join(' '), 600))]),
    paragraph(...undo),
  ];
}

/** What people should know of one that can be chosen: the rest stands beside its checkbox. */
function noteLine(target: PlanTarget, shared: readonly string[]): RichTextElement[] {
  const own = target.warnings.filter((warning) => !shared.includes(warning));
  return [rich.bold(`${clip(target.name ?? target.id, 80)} `), rich.text(own.join(' '), 300)];
}

/** What is said of a target by itself: all but what is said of every one. */
function targetLine(target: PlanTarget, shared: Pick<PlanTarget, 'facts' | 'warnings'>): RichTextElement[] {
  const own = target.warnings.filter((warning) => !shared.warnings.includes(warning));
  const facts = target.facts.filter((fact) => !shared.facts.includes(fact));
  const words = target.facts.length === 0 ? 'not found' : facts.join(', ');
  return [
    rich.code(target.id, 100),
    ...(target.name === undefined ? [] : [rich.text(` ${clip(target.name, 80)}`)]),
    ...(words === '' ? [] : withLocalTimes(`: ${words}.`, 300)),
    ...(own.length === 0 ? [] : [rich.bold(' Note: '), rich.text(own.join(' '), 300)]),
    ...(target.blocked === undefined ? [] : [rich.bold(' Not possible: '), rich.text(target.blocked, 160)]),
  ];
}

/** What is true of every target, to be said once. */
function sharedBy(
  targets: readonly PlanTarget[],
  saidOf: (target: PlanTarget) => readonly string[],
): readonly string[] {
  const [first, ...others] = targets;
  if (first === undefined) return [];
  return saidOf(first).filter((said) => others.every((target) => saidOf(target).includes(said)));
}
