import type { Case } from '../src/model/case.ts';
import type { Offer } from '../src/model/offer.ts';
import { clip, count, enumerate, LIMITS } from './text.ts';

/** So many are named in a button; of more, how many. */
const NAMED = 3;

/**
 * What a remedy's button says: users by name, and keys by whose they are, where a few have room: nobody should find out in the window
 * that one of two is their own administrator.
 */
export function offerWords(offer: Offer, it: Pick<Case, 'actor' | 'actors'>): string {
  const { title, targets } = offer;
  if (targets.length < 2 || targets.length > NAMED) return title;
  const [verb = ''] = title.split(' ');
  const named = namesIn(offer, it);
  if (named === undefined) return title;
  const words = `${verb} ${named}`;
  return words.length < LIMITS.buttonText ? words : title;
}

/** The actor first: a phone has room for the beginning, and that it is among them must not be missed. */
function namesIn(offer: Offer, { actor, actors }: Pick<Case, 'actor' | 'actors'>): string | undefined {
  const targets = offer.targets.toSorted((a, b) => Number(b.actor === true) - Number(a.actor === true));
  if (targets.every(({ type }) => type === 'AWS::IAM::User')) return enumerate(targets.map(({ id }) => clip(id, 64)));
  if (!targets.every(({ type }) => type === 'AWS::IAM::AccessKey')) return undefined;
  // Of several actors a key does not say whose it is.
  const own = actors === undefined ? actor.root.name : undefined;
  const owners = targets.map((target) => (target.actor === true ? own : target.name));
  const known = owners.filter((owner) => owner !== undefined);
  if (known.length < owners.length) return undefined;
  return `${count(targets.length, 'key')} of ${enumerate([...new Set(known)].map((owner) => clip(owner, 64)))}`;
}

/** Where in a rule's advice a remedy is spoken of, by its verb and what it is done to; Infinity where it is not. */
export function advisedAt({ title }: Offer, advice: string): number {
  const words = title.toLowerCase().split(' ');
  const [verb = ''] = words;
  const noun = (words.at(-1) ?? '').replace(/(?:ies|y|s)$/u, '');
  for (const { 0: part, index } of advice.toLowerCase().matchAll(/[^.;,:]+/gu)) {
    const at = ` ${part} `.indexOf(` ${verb} `);
    if (at !== -1 && part.slice(at, at + REACH).includes(noun)) return index + at;
  }
  return Infinity;
}

/** Characters from a verb to what it is said of. */
const REACH = 40;
