import type { KnownBlock } from '@slack/types';
import { TRAITS, type Habits, type Trait } from '../src/model/baseline.ts';
import type { Case } from '../src/model/case.ts';
import { isKnown } from './case-story.ts';
import { clip, enumerate, paragraph, rich } from './text.ts';

/**
 * Whether it is normal: what of the newest record is new for the actor, or that nothing is. Where that cannot be told yet, since when
 * the actor is watched: on the first day everything would be new.
 */
export function caseHabits(it: Case, habits: Habits | undefined): KnownBlock[] {
  if (it.records.length === 0 || habits === undefined) return [];
  const { normality, since } = habits;
  const unusual = TRAITS.filter((trait) => normality[trait] === 'new');
  const usual = TRAITS.filter((trait) => normality[trait] === 'known');
  if (unusual.length > 0) return [line('New', unusual, it)];
  if (usual.length > 0) return [line('Usual', usual, it)];
  if (since === undefined) return [];
  return [
    paragraph(
      rich.bold('Too early to say what is new: '),
      rich.text(`${nameOf(it)} is known only since `),
      rich.date(since),
    ),
  ];
}

function line(label: string, traits: readonly Trait[], it: Case): KnownBlock {
  return paragraph(
    rich.bold(`${label} for ${nameOf(it)}: `),
    rich.text(enumerate(traits.map((trait) => traitWords(trait, it))), 200),
  );
}

/** Of a case of several actors, the one of the newest record is meant. */
function nameOf({ actor, actors, records: [newest] }: Case): string {
  const { name } = (actors === undefined ? actor : (newest?.actor ?? actor)).root;
  return isKnown(name) ? clip(name, 30) : 'this actor';
}

/** The lines above show the value of each; which Region and which API is said where they show several. */
function traitWords(trait: Trait, { records, regions }: Case): string {
  const apis = new Set(records.map(({ eventName }) => eventName));
  if (trait === 'api' && apis.size > 1) return clip(records[0]?.eventName ?? WORDS.api, 60);
  return trait === 'region' && regions.length > 1 ? clip(records[0]?.region ?? WORDS.region, 30) : WORDS[trait];
}

/** What of a record may be new for its actor. */
const WORDS: Readonly<Record<Trait, string>> = {
  network: 'this network',
  region: 'this Region',
  agent: 'this program',
  api: 'this call',
};
