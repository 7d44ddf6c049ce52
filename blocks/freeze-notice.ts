import type { ChatMessage } from '../src/ports/chat.ts';
import { footnote, paragraph, rich, sentence } from './text.ts';

/** What everybody is told of a freeze. */
export interface FreezeNotice {
  readonly event: 'freeze.set' | 'freeze.kept' | 'freeze.thawing' | 'freeze.thawed';
  readonly by: { readonly id: string; readonly name: string };
  readonly reason: string;
}

const WORDS: Readonly<Record<FreezeNotice['event'], { readonly what: string; readonly so: string }>> = {
  'freeze.set': {
    what: 'froze Trailbolt',
    so: 'Nothing is approved or run, by people or automations, until two approvers have said /trail thaw.',
  },
  'freeze.kept': {
    what: 'keeps Trailbolt frozen',
    so: 'The thaw that was begun counts no more; two approvers have to say /trail thaw.',
  },
  'freeze.thawing': {
    what: 'wants to thaw Trailbolt',
    so: 'It stays frozen until another approver says /trail thaw, too; after 15 minutes both have to say it again.',
  },
  'freeze.thawed': { what: 'thawed Trailbolt, as the second of two approvers', so: 'What waited goes on.' },
};

/** One message to a channel: who froze or thawed, why, and what that means. */
export function freezeNotice({ event, by, reason }: FreezeNotice): ChatMessage {
  const { what, so } = WORDS[event];
  const why = reason === '' ? '' : `: “${reason}”`;
  return {
    text: sentence(`${by.name} ${what}${why}. ${so}`),
    blocks: [paragraph(rich.user(by.id), rich.text(` ${what}${why}.`, 700)), footnote(so)],
  };
}
