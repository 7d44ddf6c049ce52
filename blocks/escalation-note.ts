import type { Case } from '../src/model/case.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { caseTitle } from './case-status.ts';
import { levelWord } from './level.ts';
import { note } from './note.ts';
import { clip, count, mentions, paragraph, rich, sentence } from './text.ts';

/** Calls whom the policy names to a case that nobody has acknowledged. */
export function escalationNote(call: {
  readonly case: Case;
  readonly account: string;
  /** Users and user groups. */
  readonly mention: readonly string[];
  /** Since when nobody has, and now; Unix milliseconds. */
  readonly since: number;
  readonly now: number;
}): ChatMessage {
  const { case: it, account, mention, since, now } = call;
  const minutes = Math.max(1, Math.round((now - since) / 60_000));
  const what = `${levelWord(it.level)}, and nobody has acknowledged it for ${count(minutes, 'minute')}: ${caseTitle(it)} (${clip(it.actor.root.name, 80)} in ${clip(account, 60)}).`;
  return {
    text: sentence(what),
    blocks: [paragraph(...mentions(mention), rich.text(': '), rich.bold(what, 500))],
  };
}

/** A pager was told. */
export function pagedNote(): ChatMessage {
  return note('Nobody has acknowledged this case, so the pager was called.');
}

/** A pager could not be told. */
export function notPagedNote(): ChatMessage {
  return note('The pager could not be called yet; Trailbolt goes on trying. Call somebody yourself.');
}
