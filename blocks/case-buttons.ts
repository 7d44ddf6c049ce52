import type { ActionsBlock, Button } from '@slack/types';
import type { Case } from '../src/model/case.ts';
import type { Offer } from '../src/model/offer.ts';
import { caseMenu, MENU_REMEDIES } from './case-menu.ts';
import { advisedAt, offerWords } from './offer-words.ts';
import { clip, LIMITS, plain } from './text.ts';

/** Remedies first; what else can be done with the case is in the menu, except for the two that are wanted most. */
export function caseButtons(it: Case, offers: readonly Offer[], askable: boolean): ActionsBlock[] {
  // Whatever can be done is done to the case that goes on.
  if (it.mergedInto !== undefined) return [];
  const looks = [
    button('case.trail', 'Show trail', it.id),
    ...(hasDetails(it) ? [button('open.record', 'Show details…', it.id)] : []),
  ];
  if (it.status === 'closed')
    return [{ type: 'actions', block_id: 'case', elements: [button('case.reopen', 'Reopen case', it.id), ...looks] }];
  const advice = it.lines[0]?.rule.whatToDo ?? '';
  const wanted = oneOfEachKindFirst(offers, advice);
  const shown = Math.max(REMEDIES, Math.min(wanted.length, MOST) - MENU_REMEDIES);
  const remedies = wanted.slice(0, shown).map((offer, index): Button => ({
    ...button(`open.plan.${index}`, `${offerWords(offer, it)}…`, `${it.id}.${offer.id}`),
    ...(offer.risk === 'destructive' ? { style: 'danger' as const } : {}),
  }));
  const acknowledge = it.status === 'open' ? [button('case.acknowledge', 'Acknowledge', it.id)] : [];
  const ask = askable ? [askButton(it)] : [];
  const menu = caseMenu(it, wanted.slice(shown));
  return [{ type: 'actions', block_id: 'case', elements: [...remedies, ...acknowledge, ...ask, ...looks, menu] }];
}

/** Whether a card of the case leads to its records, and to all that its rules say. */
export function hasDetails(it: Case): boolean {
  return it.mergedInto === undefined && it.records.length > 0;
}

/** A slip of the hand must not send somebody a message. */
function askButton(it: Case): Button {
  return {
    ...button('case.ask', 'Ask the actor', it.id),
    confirm: {
      title: plain('Ask the actor?', 100),
      text: plain(`A direct message goes to the person behind ${clip(it.actor.root.name, 80)}.`, 300),
      confirm: plain('Ask', 30),
      deny: plain('Cancel', 30),
    },
  };
}

/** Remedies with a button of their own: more would push each other out of a phone's sight. */
const REMEDIES = 3;

/** Remedies within reach, by button or menu: what the menu has no room for gets a button all the same. */
const MOST = 5;

/**
 * What ends an attack is rarely five ways to treat one instance: the instance, the key and the user come first. Before the
 * actor's own comes what was done: a trail that was stopped is started again. What the worst rule advises of that comes before
 * all, in its order; what is less than somebody has asked for comes last.
 */
function oneOfEachKindFirst(offers: readonly Offer[], advice: string): readonly Offer[] {
  const first = offers.filter(({ lesser }) => lesser !== true);
  const sorted = [...first.filter((offer) => !isOwn(offer)), ...first.filter(isOwn)];
  const kinds = new Set<string | undefined>();
  const firsts = sorted.filter((offer) => {
    const kind = offer.targets[0]?.type;
    if (kinds.has(kind)) return false;
    kinds.add(kind);
    return true;
  });
  const all = [...firsts, ...sorted.filter((offer) => !firsts.includes(offer))];
  const order = new Map(all.map((offer) => [offer, advisedAt(offer, advice)]));
  const isAdvised = (offer: Offer): boolean => !isOwn(offer) && order.get(offer) !== Infinity;
  return [
    ...all.filter(isAdvised).toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)),
    ...all.filter((offer) => !isAdvised(offer)),
    ...offers.filter((offer) => !first.includes(offer)),
  ];
}

function isOwn({ targets }: Offer): boolean {
  return targets.every((target) => target.actor === true);
}

function button(id: string, words: string, value: string): Button {
  return { type: 'button', action_id: id, text: plain(words, LIMITS.buttonText), value };
}
