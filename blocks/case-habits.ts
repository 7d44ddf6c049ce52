import type { KnownBlock, RichTextElement } from '@slack/types';
import type { RecordSummary } from '../src/model/alert.ts';
import { TRAITS, traitsOf, type Normality, type Trait } from '../src/model/baseline.ts';
import { enumerate, paragraph, rich } from './text.ts';

/** Whether an actor used what a record shows before. Absent: not known. */
export type Normalities = Readonly<Partial<Record<Trait, Normality>>>;

/** What of a record may be new for its actor. */
const TRAIT_WORDS: Readonly<Record<Trait, string>> = {
  network: 'network',
  region: 'Region',
  agent: 'program',
  api: 'API',
};

/** Whether it is normal: what is new for the actor, with its value, or that nothing is. */
export function habits(newest: RecordSummary | undefined, normality: Normalities): KnownBlock[] {
  const unusual = TRAITS.filter((trait) => normality[trait] === 'new');
  const usual = TRAITS.filter((trait) => normality[trait] === 'known');
  if (newest === undefined || unusual.length + usual.length === 0) return [];
  if (unusual.length === 0)
    return [
      paragraph(rich.bold('Usual for this actor '), rich.text(enumerate(usual.map((trait) => TRAIT_WORDS[trait])))),
    ];
  const { eventSource, eventName, region, sourceIPAddress, userAgent } = newest;
  const values = traitsOf({ eventSource, eventName, region, sourceIPAddress, userAgent });
  const parts = unusual.flatMap((trait, index): RichTextElement[] => [
    rich.text(`${index === 0 ? '' : index === unusual.length - 1 ? ' and ' : ', '}${TRAIT_WORDS[trait]} `),
    ...(values[trait] === undefined ? [] : [rich.code(values[trait], 60)]),
  ]);
  return [paragraph(rich.bold('New for this actor '), ...parts)];
}
