import type { ModalView, PlainTextOption } from '@slack/types';
import type { LookupKind } from '../src/model/lookup.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { simpleModal } from './simple-modal.ts';
import { count, footnote, LIMITS, plain } from './text.ts';

const TITLE = 'Look up in CloudTrail';
const DIRECTLY = '/trail resource, who or ip asks for one directly';

/** How far back, in hours. */
const SPANS: readonly (readonly [hours: number, words: string])[] = [
  [1, 'The last hour'],
  [24, 'The last day'],
  [7 * 24, 'The last 7 days'],
  [90 * 24, 'The last 90 days'],
];

const KIND_WORDS: Readonly<Record<LookupKind, string>> = {
  who: 'Who',
  ip: 'Address',
  event: 'Event',
  resource: 'Resource',
  key: 'Access key',
  errors: 'Refused calls of',
};

/** What was found in a message, to choose from. `about` is the thread that the message is in, or begins. */
export function lookUpModal(
  {
    subjects,
    more,
  }: {
    readonly subjects: readonly { readonly about: LookupKind; readonly term: string; readonly value: string }[];
    /** How many more there are that no menu holds. */
    readonly more: number;
  },
  thread: string,
): ModalView {
  const options = subjects.map(({ about, term, value }) => option(`${KIND_WORDS[about]} ${short(term)}`, value));
  const [first] = options;
  if (first === undefined && more > 0)
    return simpleModal(TITLE, `What this message names is too long for a menu; ${DIRECTLY}.`);
  if (first === undefined)
    return simpleModal(
      TITLE,
      'Nothing in this message can be looked up: ids, ARNs, addresses and access keys can. /trail who dave asks directly.',
    );
  const spans = SPANS.map(([hours, words]) => option(words, String(hours)));
  const places = [option('Only to me', 'me'), option('Into the thread, for everybody', 'thread')];
  return {
    type: 'modal',
    callback_id: 'lookup.start',
    title: plain(TITLE, LIMITS.title),
    submit: plain('Look up', LIMITS.title),
    close: plain('Cancel', LIMITS.title),
    private_metadata: thread,
    blocks: [
      {
        type: 'input',
        block_id: 'subject',
        label: plain('What', 100),
        element: { type: 'static_select', action_id: 'option', options, initial_option: first },
      },
      {
        type: 'input',
        block_id: 'span',
        label: plain('How far back', 100),
        element: { type: 'static_select', action_id: 'option', options: spans, ...initial(spans, '24') },
      },
      {
        type: 'input',
        block_id: 'place',
        label: plain('Where to answer', 100),
        element: { type: 'radio_buttons', action_id: 'option', options: places, ...initial(places, 'me') },
      },
      ...(more > 0
        ? [
            footnote(
              `${count(more, 'more thing')} in this message ${more === 1 ? 'does' : 'do'} not fit into the menu; ${DIRECTLY}.`,
            ),
          ]
        : []),
    ],
  };
}

/** Where the answer is, or the answer itself where it could be shown nowhere else. */
export function lookedUpModal(words: string, answer?: ChatMessage): ModalView {
  return answer === undefined
    ? simpleModal(TITLE, words)
    : {
        type: 'modal',
        title: plain(TITLE, LIMITS.title),
        close: plain('Close', LIMITS.title),
        blocks: [...answer.blocks, footnote(words)],
      };
}

/** `user/dave` of an ARN: a menu's line is short. */
function short(term: string): string {
  return /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(term)?.[1] ?? term;
}

function initial(options: readonly PlainTextOption[], value: string): { initial_option?: PlainTextOption } {
  const chosen = options.find((candidate) => candidate.value === value);
  return chosen === undefined ? {} : { initial_option: chosen };
}

function option(words: string, value: string): PlainTextOption {
  return { text: plain(words, LIMITS.optionText), value };
}
