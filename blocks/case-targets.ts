import type { RichTextElement } from '@slack/types';
import type { CaseTarget } from '../src/model/case.ts';
import { nameKey, type LiveNames } from '../src/model/live-names.ts';
import { clip, rich } from './text.ts';

/** Targets that are named, over all kinds: the rest is counted. */
const SHOWN = 3;

/** So many have room for their whole id. */
const WHOLE = 2;

/** `6 instances i-4c491e… “web”, i-8e8e46… and 4 more, security group sg-0a1b2c…`: each kind once, the newest of each. */
export function targetsShown(targets: readonly CaseTarget[], names: LiveNames | undefined): RichTextElement[] {
  const kinds = [...Map.groupBy(targets, ({ type }) => type).values()];
  const each = Math.max(1, Math.floor(SHOWN / kinds.length));
  const hidden = kinds.slice(SHOWN).flat().length;
  return [
    ...kinds.slice(0, SHOWN).flatMap((same, index): RichTextElement[] => {
      const word = kindWord(same[0]?.type ?? '');
      const rest = same.length - each;
      return [
        rich.text(`${index === 0 ? '' : ', '}${same.length === 1 ? word : `${same.length} ${plural(word)}`} `),
        ...same
          .slice(0, each)
          .flatMap((target, at) => [
            ...(at === 0 ? [] : [rich.text(', ')]),
            ...oneTarget(target, targets.length <= WHOLE, names),
          ]),
        ...(rest > 0 ? [rich.text(` and ${rest} more`)] : []),
      ];
    }),
    ...(hidden > 0 ? [rich.text(` and ${hidden} more`)] : []),
  ];
}

/** The id, and what it is called besides: whoever made the thing chose that freely, so it never stands alone. */
function oneTarget(target: CaseTarget, whole: boolean, names: LiveNames | undefined): RichTextElement[] {
  const name = names?.[nameKey(target)] ?? target.name;
  // What has a name in words and an id that only programs read, or one that is put together of other things' ids.
  if (name !== undefined && (target.id.length > 40 || /^[\w-]+\/./u.test(target.id)))
    return [rich.text(`“${clip(name, 60)}”`)];
  const id = rich.code(whole ? target.id : shortId(target.id), 100);
  if (name === undefined || name === target.id) return [id];
  return [id, rich.text(target.type === 'AWS::IAM::AccessKey' ? ` of ${clip(name, 40)}` : ` “${clip(name, 40)}”`)];
}

/** Enough of a generated id to tell it from others on a card. */
export function shortId(id: string): string {
  const [, start] = /^([a-z]{1,8}-[0-9a-f]{6})[0-9a-f]{4,}$/u.exec(id) ?? [];
  return start === undefined ? clip(id, 40) : `${start}…`;
}

/** What people call what has another name in CloudFormation, or a name of ours. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  'AWS::EC2::SecurityGroupIngress': 'inbound rule',
  'AWS::EC2::CreateVolumePermission': 'permission',
  'AWS::EC2::LaunchPermission': 'permission',
};

/** `security group` of `AWS::EC2::SecurityGroup`, `DB instance` of `AWS::RDS::DBInstance`. */
function kindWord(type: string): string {
  const known = Object.hasOwn(KIND_WORDS, type) ? KIND_WORDS[type] : undefined;
  if (known !== undefined) return known;
  const words = (type.split('::').at(-1) ?? type)
    .replaceAll(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/gu, '$1$3 $2$4')
    .split(' ')
    .map((word) => (/^[A-Z]{2,}$/u.test(word) ? word : word.toLowerCase()));
  return clip(words.join(' '), 40);
}

function plural(word: string): string {
  return word.endsWith('y') && !word.endsWith('ey') ? `${word.slice(0, -1)}ies` : `${word}s`;
}
