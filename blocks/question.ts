import type { Button, RichTextElement } from '@slack/types';
import type { Case } from '../src/model/case.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { caseNote } from './case-note.ts';
import { bulletList, clip, count, footnote, LIMITS, paragraph, plain, rich, sentence } from './text.ts';

/** What the two answers are called, on the buttons and where they are told. */
const ANSWERS = { yes: 'Yes, that was me', no: 'No, that was not me' } as const;

/** Records that the question names; of more it says how many. */
const SHOWN = 5;

interface By {
  readonly id: string;
  readonly name: string;
}

/** To the person behind an actor, as a direct message: was that you? */
export function questionMessage(question: {
  readonly case: Case;
  readonly account: string;
  readonly by: By;
}): ChatMessage {
  const { case: it, account, by } = question;
  const value = `${it.id}.${it.asked?.id ?? ''}`;
  const rows = it.records.slice(0, SHOWN).map((record): RichTextElement[] => {
    const at = Date.parse(record.eventTime);
    return [
      rich.code(record.eventName, 80),
      ...(record.sourceIPAddress === undefined ? [] : [rich.text(' from '), rich.code(record.sourceIPAddress, 60)]),
      rich.text(` in ${clip(record.region, 30)}`),
      ...(Number.isFinite(at) ? [rich.text(', '), rich.date(at)] : []),
    ];
  });
  const more = it.count - rows.length;
  const lines = [...rows, ...(more > 0 ? [[rich.text(`and ${count(more, 'more call')}`)]] : [])];
  const head = `Your AWS access was used in ${clip(account, 60)}. Please say whether that was you.`;
  return {
    text: sentence(head),
    blocks: [
      paragraph(rich.bold(head, 200)),
      paragraph(
        rich.user(by.id),
        rich.text(' asks about '),
        rich.code(it.actor.arn ?? it.actor.root.id, 200),
        rich.text(':'),
      ),
      // Where no record is at hand, the principal alone has to do.
      ...(lines.length === 0 ? [] : [{ type: 'rich_text' as const, elements: [bulletList(lines)] }]),
      {
        type: 'actions',
        block_id: 'question',
        elements: [
          button('answer.yes', ANSWERS.yes, value),
          { ...button('answer.no', ANSWERS.no, value), style: 'danger' },
        ],
      },
      footnote(`Your answer is read by people and changes nothing by itself. Case ${it.id}`),
    ],
  };
}

/** The same message once it is answered. */
export function questionAnswered(mine: boolean): ChatMessage {
  const words = mine ? ANSWERS.yes : ANSWERS.no;
  const next = mine
    ? 'Nothing more is needed from you.'
    : 'Somebody will get in touch with you; change nothing until then.';
  return {
    text: sentence(`You answered: “${words}”. ${next}`),
    blocks: [paragraph(rich.text('You answered: '), rich.bold(`“${words}”`), rich.text(`. ${next}`))],
  };
}

/** The same message where nobody needs an answer any more. */
export function questionSettled(): ChatMessage {
  const words = 'This question is settled: nobody needs your answer any more.';
  return { text: sentence(words), blocks: [paragraph(rich.text(words))] };
}

/** In the thread: somebody was asked. */
export function askedNote(by: By, person: By): ChatMessage {
  return {
    text: sentence(`${by.name} asked ${person.name} whether it was them.`),
    blocks: [
      paragraph(rich.user(by.id), rich.text(' asked '), rich.user(person.id), rich.text(' whether it was them.')),
    ],
  };
}

/** In the thread: they could not be asked after all. */
export function notAskedNote(person: string, reason: string): ChatMessage {
  const why = `cannot be reached by direct message (Slack says ${clip(reason, 60)}), so they were not asked.`;
  return { text: sentence(`The person ${why}`), blocks: [paragraph(rich.user(person), rich.text(` ${why}`))] };
}

/** In the thread: what they said. */
export function answerNote(person: By, mine: boolean): ChatMessage {
  return mine
    ? caseNote(person, `says: “${ANSWERS.yes}”.`, 'Nothing changes until a responder acts.')
    : caseNote(person, 'says that it was NOT them.', 'Somebody else may be using their access: look at this now.');
}

function button(id: string, words: string, value: string): Button {
  return { type: 'button', action_id: id, text: plain(words, LIMITS.buttonText), value };
}
