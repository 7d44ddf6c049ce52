import type { RichTextElement } from '@slack/types';
import type { SeenState } from '../src/model/alert.ts';
import type { Case } from '../src/model/case.ts';
import type { Offer } from '../src/model/offer.ts';
import type { ActionRequest } from '../src/model/request.ts';
import { shortId } from './case-targets.ts';
import { clip, enumerate, rich } from './text.ts';

/** When the newest run ended that did something and was not undone, Unix milliseconds; undefined: there is none. */
export function remediedAt(requests: readonly ActionRequest[]): number | undefined {
  const undone = new Set(requests.flatMap(({ plan, state }) => (state === 'succeeded' ? (plan.undoes ?? []) : [])));
  const ends = requests
    .filter(({ id, plan, run }) => plan.undoes === undefined && !undone.has(id) && didSomething(run))
    .flatMap(({ run }) => run?.finishedAt ?? []);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

function didSomething(run: ActionRequest['run']): boolean {
  return run?.steps.some(({ state }) => state === 'verified') === true;
}

/** When the newest run ended, an undo's too: what was seen before may be otherwise since. */
function changedAt(requests: readonly ActionRequest[]): number {
  return Math.max(0, ...requests.flatMap(({ run }) => (didSomething(run) ? (run?.finishedAt ?? []) : [])));
}

/** `Deactivate access key AKIA… and Quarantine user dave`: what a card still offers, in words. */
export function offersInWords(offers: readonly Offer[]): string {
  const named = offers.slice(0, OFFERS).map(({ title, targets }) => {
    const [only] = targets;
    return targets.length === 1 && only !== undefined ? `${title} ${clip(shortName(only), 60)}` : title;
  });
  const more = offers.length - named.length;
  return enumerate(more === 0 ? named : [...named, `${more} more`]);
}

/** Offers that are named: a line of a phone holds one. */
const OFFERS = 4;

function shortName({ id, name }: Offer['targets'][number]): string {
  return id.startsWith('AKIA') || name === undefined ? shortId(id) : name;
}

/** What inspectors saw of one case's objects, and whether that is still so. Undefined where none has looked. */
export function liveState(it: Case, requests: readonly ActionRequest[]): RichTextElement[] | undefined {
  const states = it.lines
    .filter(({ rule }) => rule.level !== 'informational')
    .flatMap(({ seen = [], lastAt }) => seen.map((state) => ({ ...state, at: state.at ?? Date.parse(lastAt) })));
  const still = states.filter(({ over }) => over !== true);
  const over = states.filter((state) => state.over === true);
  const [first] = still.length > 0 ? still : over;
  if (first === undefined) return undefined;
  if (still.length === 0)
    return [
      ...objectOf(first),
      rich.text(' No longer so: read again '),
      rich.date(first.at),
      rich.text('.'),
      ...alike(over),
    ];
  const changed = changedAt(requests);
  return [
    ...objectOf(first),
    rich.text(` ${first.words}`, 240),
    ...alike(still),
    ...(over.length === 0 ? [] : [rich.text(` ${over.length} no longer so.`)]),
    ...(first.at < changed ? [rich.text(' Seen before the run of '), rich.date(changed), rich.text('.')] : []),
  ];
}

function objectOf({ id }: SeenState): RichTextElement[] {
  return [rich.code(shortId(id), 80)];
}

function alike({ length }: readonly SeenState[]): RichTextElement[] {
  return length === 1 ? [] : [rich.text(` And ${length - 1} more like it.`)];
}
