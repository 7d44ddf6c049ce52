import type { RichTextElement } from '@slack/types';
import { actorsOf, recordsOf, type Case } from '../src/model/case.ts';
import { clip, count, enumerate, rich } from './text.ts';

/** `case 0cwd8pvvl0`, leading to its card where there is one. */
export function caseLink({
  case: { id },
  link,
}: {
  readonly case: Pick<Case, 'id'>;
  readonly link?: string | undefined;
}): RichTextElement {
  const words = `case ${clip(id, 40)}`;
  return link === undefined ? rich.text(words) : { type: 'link', url: link, text: words };
}

/** `3 records`, `at least 3 records`. */
export function recordCount(it: Case): string {
  const { number, atLeast } = recordsOf(it);
  return `${atLeast ? 'at least ' : ''}${count(number, 'record')}`;
}

/** Every actor of a case by name, at most three of them. */
export function actorNames(it: Pick<Case, 'actor' | 'actors'>): string {
  const names = actorsOf(it).map(({ root }) => clip(root.name, 60) || 'somebody unknown');
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : enumerate(names);
}
