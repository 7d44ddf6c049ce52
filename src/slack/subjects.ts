import { actorsOf, type Case } from '../model/case.ts';
import { isObject } from '../model/json.ts';
import { LOOKUP_KINDS, type LookupKind } from '../model/lookup.ts';
import { canonicalAddress } from '../model/network.ts';
import type { Payload } from './payload.ts';

/** Something in a message that can be looked up. */
export interface Subject {
  readonly about: LookupKind;
  readonly term: string;
}

/** Subjects that are offered, as many as Slack takes in a menu, and characters of a message that are read for them. */
const MOST = { subjects: 100, characters: 100_000, depth: 20 } as const;
/** Slack takes values of 150 characters in a menu. */
const LONGEST_TERM = 140;

/** Where messages, blocks and attachments keep what people read. */
const READ = new Set([
  'text',
  'fallback',
  'pretext',
  'title',
  'title_link',
  'author_name',
  'from_url',
  'footer',
  'alt_text',
  'description',
  'value',
  'url',
  'blocks',
  'elements',
  'element',
  'fields',
  'attachments',
  'accessory',
  'rows',
  'options',
  // A message that was passed on into this one.
  'message_blocks',
  'message',
  'files',
  'name',
  'preview',
]);

export interface Found {
  /** In the order in which the message has them, each once. */
  readonly subjects: readonly Subject[];
  /** How many more there are, too many or too long for a menu. */
  readonly more: number;
}

/** Who and what a case is about, by names that no text gives away as such: a bucket's is a word like any other. */
export function subjectsOf(it: Case): readonly Subject[] {
  const things = [...it.targets, ...it.records.flatMap(({ targets }) => targets)];
  return [
    ...actorsOf(it).map(({ root }): Subject => ({ about: 'who', term: root.id })),
    ...things.map(({ type, id, arn }): Subject => {
      if (type === 'AWS::IAM::AccessKey') return { about: 'key', term: id };
      const isPrincipal = type === 'AWS::IAM::User' || type === 'AWS::IAM::Role';
      return { about: isPrincipal ? 'who' : 'resource', term: arn ?? id };
    }),
  ];
}

/** What a menu offers of several lists, in their order, each thing once: an id is that of an ARN which ends with it. */
export function offered(message: Found, more: readonly Subject[]): Found {
  const all = new Map<string, Subject>();
  for (const subject of [...message.subjects, ...more]) {
    const { about, term } = subject;
    const isThere = [...all.values()].some(
      (other) => other.about === about && (other.term === term || other.term.endsWith(`/${term}`)),
    );
    if (!isThere && term !== '') all.set(valueOf(subject), subject);
  }
  const subjects = [...all.values()].filter(({ term }) => term.length <= LONGEST_TERM).slice(0, MOST.subjects);
  return { subjects, more: message.more + all.size - subjects.length };
}

/** Every id, ARN, address and access key of a message. */
export function subjectsIn(message: unknown): Found {
  let rest = armed(words(message));
  const found = new Map<string, Subject & { readonly at: number }>();
  const add = (about: LookupKind, term: string, at: number): void => {
    const key = valueOf({ about, term });
    if (!found.has(key)) found.set(key, { about, term, at });
  };
  for (const { pattern, read } of PATTERNS) {
    // What was recognised is not looked through again: an id within an ARN is that ARN's.
    rest = rest.replaceAll(pattern, (match, ...more) => {
      const subject = read(match);
      if (subject === undefined) return match;
      add(subject.about, subject.term, Number(more.find((part) => typeof part === 'number')));
      return ' '.repeat(match.length);
    });
  }
  const subjects = [...found.values()]
    .filter(({ term }) => term.length <= LONGEST_TERM)
    .toSorted((a, b) => a.at - b.at)
    .slice(0, MOST.subjects)
    .map(({ about, term }) => ({ about, term }));
  return { subjects, more: found.size - subjects.length };
}

/** Addresses as reports write them, so that nobody follows them by accident: `203[.]0[.]113[.]7`, `2001[:]db8::7`. */
function armed(text: string): string {
  return text.replaceAll(
    /(?<=[0-9a-f:\])}])[ \t]?(?:[[({](\.|:|dot)[\])}]|\\(\.))[ \t]?(?=[0-9a-f:[({])/gi,
    (_match, inBrackets: string | undefined) => (inBrackets === ':' ? ':' : '.'),
  );
}

/** A subject as the value of a menu's line. */
export function valueOf({ about, term }: Subject): string {
  return `${about}:${term}`;
}

/** The subject that a menu's line stands for, or undefined. */
export function subjectOf(value: string): Subject | undefined {
  const about = LOOKUP_KINDS.find((kind) => value.startsWith(`${kind}:`));
  const term = about === undefined ? '' : value.slice(about.length + 1);
  return about === undefined || term === '' || term.length > LONGEST_TERM ? undefined : { about, term };
}

const PATTERNS: readonly { readonly pattern: RegExp; readonly read: (match: string) => Subject | undefined }[] = [
  {
    pattern: /\barn:aws[a-z-]{0,20}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:(?:\d{12}|aws)?:[\w+=,.@:/-]{1,200}/g,
    read(match) {
      const term = match.replace(/[.,:/]+$/, '');
      return { about: /:iam::\d{12}:(?:(?:user|role)\/|root$)|:sts::\d{12}:/.test(term) ? 'who' : 'resource', term };
    },
  },
  { pattern: /\bA(?:KIA|SIA)[A-Z0-9]{16}\b/g, read: (term) => ({ about: 'key', term }) },
  {
    pattern: /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
    read: (term) => ({ about: 'event', term: term.toLowerCase() }),
  },
  {
    pattern:
      /\b(?:i|vol|snap|ami|sg|sgr|vpc|subnet|eni|rtb|igw|nat|acl|lt|fs|vpce|tgw|pcx|eipalloc|eipassoc|eni-attach|cgw|vgw|vpn|dopt|fl|mi|sir|r|pl|tgw-attach|cvpn-endpoint|key)-[0-9a-f]{8,17}\b/g,
    read: (term) => ({ about: 'resource', term }),
  },
  { pattern: /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/g, read: address },
  // Times and hashes have colons, too: what is no address is left.
  { pattern: /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:.])/gi, read: address },
];

/** Addresses that belong to nobody, or to everybody. */
const NOBODY = /^(?:0\.0\.0\.0|127\.\d+\.\d+\.\d+|255\.255\.255\.255|0(?::0){6}:[01])$/;

function address(match: string): Subject | undefined {
  const canonical = canonicalAddress(match);
  return canonical === undefined || NOBODY.test(canonical) ? undefined : { about: 'ip', term: match };
}

/** All that people read of a message, its entities resolved. */
function words(message: unknown): string {
  const parts: string[] = [];
  let left: number = MOST.characters;
  const gather = (value: unknown, depth: number): void => {
    if (left <= 0 || depth > MOST.depth) return;
    if (typeof value === 'string') {
      parts.push(value.slice(0, left));
      left -= value.length + 1;
    } else if (Array.isArray(value)) for (const inner of value) gather(inner, depth + 1);
    else if (isObject(value))
      for (const [key, inner] of Object.entries(value)) if (READ.has(key)) gather(inner, depth + 1);
  };
  gather(isObject(message) ? (message satisfies Payload) : {}, 0);
  return parts.join('\n').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
