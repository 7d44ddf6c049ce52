import type { Mute, MuteScope } from '../src/model/mute.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { paragraph, rich, sentence } from './text.ts';

interface By {
  readonly id: string;
  readonly name: string;
}

/** `@ana acknowledged it.`: what somebody did with a case, for its thread. */
export function caseNote(by: By, did: string, words = ''): ChatMessage {
  return {
    text: sentence(`${by.name} ${did}${words === '' ? '' : ` ${words}`}`),
    blocks: [
      paragraph(rich.user(by.id), rich.text(` ${did}`, 300), ...(words === '' ? [] : [rich.text(` ${words}`, 700)])),
    ],
  };
}

/** Somebody gave a case to somebody else, who is called so. */
export function assignedNote(by: By, to: By): ChatMessage {
  return {
    text: sentence(`${by.name} assigned this case to ${to.name}.`),
    blocks: [paragraph(rich.user(by.id), rich.text(' assigned this case to '), rich.user(to.id), rich.text('.'))],
  };
}

/** What the channel is told when a mute begins or is lifted. */
export function muteNote(event: 'muted' | 'lifted', mute: Mute, by: By): ChatMessage {
  const what = `“${mute.rule.title}” for ${scopeWords(mute.scope)}`;
  if (event === 'lifted') return caseNote(by, `lifted the mute of ${what}: its cards are posted again.`);
  const message = caseNote(by, `muted ${what}.`);
  return {
    text: message.text,
    blocks: [
      paragraph(
        rich.user(by.id),
        rich.text(` muted ${what} until `, 400),
        rich.date(mute.until),
        rich.text(`: “${mute.reason}”`, 520),
      ),
    ],
  };
}

/** What a mute is about. */
export function scopeWords(scope: MuteScope): string {
  if (scope.kind === 'account') return 'everybody in the account';
  return scope.kind === 'actor' ? scope.name : scope.id;
}
