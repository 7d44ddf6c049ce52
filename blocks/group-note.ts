import type { RichTextElement } from '@slack/types';
import type { UnreadableGroup } from '../src/model/status.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { clip, paragraph, rich, sentence } from './text.ts';

/** Slack's words for a group that it will not read, as people say them. */
const REASONS: Readonly<Record<string, string>> = {
  no_such_subteam: 'it was deleted or disabled',
  plan_upgrade_required: 'user groups need a paid plan of Slack',
  paid_teams_only: 'user groups need a paid plan of Slack',
  missing_scope: 'Trailbolt lacks the scope usergroups:read',
};

const NEXT = 'Until it does, nobody counts by it or is called by it; the policy can name people instead.';

function why(reason: string): string {
  return REASONS[reason] ?? `Slack says ${clip(reason, 60)}`;
}

/** A user group of the policy whose members are not known, for those who ask how Trailbolt stands. */
export function groupLine({ id, reason }: UnreadableGroup): RichTextElement[] {
  return [
    rich.bold('Slack does not say who is in '),
    { type: 'usergroup', usergroup_id: id },
    rich.text(` (${id}): ${why(reason)}. ${NEXT}`),
  ];
}

/** The same, when it is found out: for whoever looks after Trailbolt. */
export function groupUnreadable(group: UnreadableGroup): ChatMessage {
  return {
    text: sentence(`Slack does not say who is in user group ${group.id}: ${why(group.reason)}. ${NEXT}`),
    blocks: [paragraph(...groupLine(group))],
  };
}
