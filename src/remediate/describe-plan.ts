import type { Plan } from '../model/plan.ts';
import type { Action, Procedure } from './action.ts';
import { planDigest } from './digest.ts';

const UNDO_OF_UNDO = 'What an undo restores is not taken back again; ask for the action anew.';

/** The plan in words, with the digest that approvals bind to. `procedure`: the action itself, or its undo. */
export function describePlan(
  action: Action,
  procedure: Pick<Procedure, 'title' | 'risk' | 'effects' | 'limits'>,
  facts: Pick<Plan, 'id' | 'caseId' | 'undoes' | 'account' | 'region' | 'targets' | 'others' | 'plannedAt'>,
): Plan {
  const possible = facts.targets.filter((target) => target.blocked === undefined);
  const { title, risk } = procedure;
  const body = {
    id: facts.id,
    caseId: facts.caseId,
    ...(facts.undoes === undefined ? {} : { undoes: facts.undoes }),
    account: facts.account,
    region: facts.region,
    targets: facts.targets,
    plannedAt: facts.plannedAt,
    ...(facts.others === undefined ? {} : { others: facts.others }),
    action: {
      id: action.id,
      title: facts.targets.length === 1 ? title.one : title.many,
      risk,
      undo: facts.undoes === undefined ? action.undo : ('none' as const),
    },
    effects: possible.length === 0 ? ['Nothing: no target can be acted on.'] : procedure.effects(possible),
    limits: [...leftOut(title, facts.others ?? 0), ...procedure.limits(possible)],
    undoNote: facts.undoes === undefined ? action.undoNote : UNDO_OF_UNDO,
  };
  return { ...body, digest: planDigest(body) };
}

/** First of all limits: whoever approves has to know that it is not everything. */
function leftOut(title: Procedure['title'], others: number): readonly string[] {
  if (others === 0) return [];
  const noun = (others === 1 ? title.one : title.many).replace(/^\S+ /, '');
  const are = others === 1 ? 'is' : 'are';
  return [`${others} more ${noun} of this case ${are} not in this plan; ask again after this one.`];
}
