import type { KnownBlock } from '@slack/types';
import type { Plan } from '../src/model/plan.ts';
import { bulletList, count, paragraph, rich } from './text.ts';

const SHOWN = 10;

/** A plan in words: each target with the state just read, what will happen, what will not, and what undo there is. */
export function planBlocks(plan: Plan): KnownBlock[] {
  const targets = plan.targets
    .slice(0, SHOWN)
    .flatMap((target) => [
      [
        rich.code(target.id, 100),
        rich.text(target.name === undefined ? '' : ` ${target.name}`, 80),
        rich.text(target.facts.map((fact) => `, ${fact.label} ${fact.value}`).join(''), 400),
      ],
      ...target.warnings.map((warning) => [rich.bold('Mind: '), rich.text(warning, 300)]),
      ...(target.blocked === undefined ? [] : [[rich.bold('Not possible: '), rich.text(target.blocked, 300)]]),
    ]);
  const more =
    plan.targets.length > SHOWN ? [[rich.text(`and ${count(plan.targets.length - SHOWN, 'more target')}`)]] : [];
  return [
    { type: 'rich_text', elements: [bulletList([...targets, ...more])] },
    paragraph(rich.bold('What will happen '), rich.text(plan.effects.join(' '), 1000)),
    ...(plan.limits.length === 0
      ? []
      : [paragraph(rich.bold('What it does not do '), rich.text(plan.limits.join(' '), 800))]),
    paragraph(rich.bold('Undo '), rich.text(plan.undoNote, 500)),
  ];
}
