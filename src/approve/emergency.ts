import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy.ts';
import { areKnown } from '../model/principals.ts';
import { no, type Refused } from './decision.ts';
import { refuseByGroup } from './listed.ts';
import type { Planned } from './requirements.ts';

interface Asked {
  readonly policy: Policy;
  readonly plan: Planned;
  readonly suspects: readonly string[];
}

/** Why nobody at all may approve this alone, or undefined. Pure and total. */
export function refuseAnybodyAlone({ policy, plan, suspects }: Asked): Refused | undefined {
  const glass = policy.breakGlass;
  if (glass === undefined) return no('emergency.off', 'The policy lets nobody approve alone.');
  if (glass.accounts.length > 0 && !glass.accounts.includes(plan.account))
    return no('emergency.other-account', `Nobody may approve alone on account ${plan.account}.`);
  const known = policy.people.flatMap((entry) => entry.aws);
  // Whoever is alone may be the suspect, and what is destroyed does not come back.
  if (plan.action.risk === 'destructive' && !areKnown(suspects, known))
    return no(
      'emergency.unknown-actor',
      'Not everybody behind this case is known, so nobody may destroy anything alone; stop or isolate it instead.',
    );
  return undefined;
}

/**
 * Why this person may not approve alone, or undefined. It stands in for the quorum and the lists of the rules and for
 * nothing else: who somebody is, the suspect, a freeze and what the policy protects are asked as ever.
 */
export function refuseEmergency(
  question: Asked & { readonly person: Person; readonly reason: string },
): Refused | undefined {
  const { person, policy, reason } = question;
  const glass = policy.breakGlass;
  if (glass !== undefined && !glass.people.some((subject) => person.subjects.includes(subject)))
    return (
      refuseByGroup(person, glass.people) ??
      no('emergency.not-listed', 'You are not among those who may approve alone in an emergency.')
    );
  const never = refuseAnybodyAlone(question);
  if (never !== undefined) return never;
  if (!(reason.trim().length >= (glass?.reasonLength ?? 0)))
    return no('emergency.reason', `An emergency needs a reason of at least ${glass?.reasonLength ?? 0} characters.`);
  return undefined;
}
