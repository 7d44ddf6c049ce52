import { isObject } from '../../../model/json.ts';
import type { Channel, World } from '../world/world.ts';
import type { MessageContent } from './message-content.ts';

/**
 * Members of the channel whom a new message mentions, by name or by a user group of theirs. Where there are blocks, the
 * text stands for what they say and mentions nobody. https://docs.slack.dev/messaging/formatting-message-text#mentioning-users
 */
export function notifiedBy(world: World, channel: Channel, { text, blocks }: MessageContent): readonly string[] {
  const named = new Set<string>();
  collect(blocks ?? text, named);
  for (const group of world.userGroups)
    if (named.has(group.id) && group.isDisabled !== true) for (const user of group.users) named.add(user);
  return [...named].filter((id) => channel.members.has(id));
}

function collect(value: unknown, named: Set<string>): void {
  if (typeof value === 'string') {
    for (const [, user, group] of value.matchAll(
      /<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|<!subteam\^(S[A-Z0-9]+)(?:\|[^>]*)?>/g,
    ))
      named.add(user ?? group ?? '');
  } else if (Array.isArray(value)) {
    for (const one of value) collect(one, named);
  } else if (isObject(value)) {
    const { type } = value;
    if (type === 'user' || type === 'usergroup') named.add(String(value['user_id'] ?? value['usergroup_id']));
    // Only mrkdwn has mentions written out; in plain text and in the text of rich text they are characters.
    else if (type === 'mrkdwn') collect(value['text'], named);
    else if (type !== 'plain_text' && type !== 'text')
      for (const one of Object.values(value)) if (typeof one === 'object') collect(one, named);
  }
}
