import type { KnownBlock, RichTextElement } from '@slack/types';
import type { Plan, PlanTarget } from '../src/model/plan.ts';
import { bulletList, clip, count, paragraph, rich } from './text.ts';

const SHOWN = 10;

// Lengths below are such that ten targets of the longest texts still make a message that Slack takes as a whole.

/** A plan in words: each target with the state just read, what will happen, what will not, and what undo there is. */
export function planBlocks(plan: Plan): KnownBlock[] {
  const shared = sharedWarnings(plan.targets);
  const targets = plan.targets.slice(0, SHOWN).map((target) => targetLine(target, shared));
  const more =
    plan.targets.length > SHOWN ? [[rich.text(`and ${count(plan.targets.length - SHOWN, 'more target')}`)]] : [];
  const undo =
    plan.action.undo === 'none'
      ? [rich.bold('No undo '), rich.text(plan.undoNote, 300)]
      : [rich.bold('Undo '), rich.text(plan.undoNote, 300)];
  return [
    { type: 'rich_text', elements: [bulletList([...targets, ...more])] },
    paragraph(rich.bold('What will happen '), rich.text([...plan.effects, ...shared].join(' '), 1000)),
    ...(plan.limits.length === 0
      ? []
      : [paragraph(rich.bold('What it does not do '), rich.text(plan.limits.join(' '), 600))]),
    paragraph(...undo),
  ];
}

function targetLine(target: PlanTarget, shared: readonly string[]): RichTextElement[] {
  const own = target.warnings.filter((warning) => !shared.includes(warning));
  return [
    rich.code(target.id, 100),
    rich.text(
      `${target.name === undefined ? '' : ` ${clip(target.name, 80)}`}: ${target.facts.join(', ') || 'not found'}.`,
      300,
    ),
    ...(own.length === 0 ? [] : [rich.bold(' Note: '), rich.text(own.join(' '), 300)]),
    ...(target.blocked === undefined ? [] : [rich.bold(' Not possible: '), rich.text(target.blocked, 160)]),
  ];
}

/** What is true of every target is said once. */
function sharedWarnings(targets: readonly PlanTarget[]): readonly string[] {
  const possible = targets.filter((target) => target.blocked === undefined);
  return (possible[0]?.warnings ?? []).filter((warning) =>
    possible.every((target) => target.warnings.includes(warning)),
  );
}
