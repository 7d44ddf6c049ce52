import type { SandboxMessage, SandboxPerson, SlackSnapshot } from '../../contract.ts';
import { homeObject, viewObject } from './view-object.ts';
import type { Message } from './messages.ts';
import type { World } from './world.ts';

/** What was shown of each message last: as long as it did not change, it is the same object. */
const shown = new WeakMap<Message, { readonly as: Message; readonly message: SandboxMessage }>();

function isSame(a: Message, b: Message): boolean {
  return a.text === b.text && a.blocks === b.blocks && a.edited === b.edited && a.metadata === b.metadata;
}

function messageOf(message: Message): SandboxMessage {
  const former = shown.get(message);
  if (former !== undefined && isSame(former.as, message)) return former.message;
  const drawn = drawnOf(message);
  shown.set(message, { as: { ...message }, message: drawn });
  return drawn;
}

function drawnOf(message: Message): SandboxMessage {
  return {
    ts: message.ts,
    channel: message.channel,
    author: message.author,
    text: message.text,
    ...(message.blocks === undefined ? {} : { blocks: message.blocks }),
    ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
    ...(message.edited === undefined ? {} : { edited: true }),
    ...(message.visibleTo === undefined ? {} : { visibleTo: message.visibleTo }),
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
    ...(message.notified === undefined ? {} : { notified: message.notified }),
  };
}

/** What people see. Deactivated accounts are not shown. */
export function snapshotOf(world: World): SlackSnapshot {
  const people = [...world.people.values()].filter((person) => person.isDeleted !== true);
  return {
    team: { id: world.team.id, name: world.team.name },
    bot: {
      userId: world.credentials.botUserId,
      name: world.app.name,
      messageShortcuts: world.app.messageShortcuts.map((shortcut) => ({ ...shortcut })),
    },
    people: people.map(({ id, name, realName, title, kind = 'member', team }): SandboxPerson => ({
      id,
      name,
      realName,
      title,
      kind,
      ...(team === undefined ? {} : { team }),
    })),
    channels: [...world.channels.values()]
      .filter((channel) => channel.isDeleted !== true)
      .map(({ id, name, members, isPrivate, isArchived, isDirect }) => ({
        id,
        name,
        members: [...members],
        isPrivate,
        isArchived,
        ...(isDirect === undefined ? {} : { isDirect }),
      })),
    userGroups: world.userGroups.map(({ id, handle }) => ({ id, handle })),
    messages: world.messages.all().map((message) => messageOf(message)),
    views: world.views.all().map((view) => ({
      id: view.id,
      user: view.user,
      view: viewObject(world, view),
      depth: world.views.stackOf(view.user).indexOf(view) + 1,
      ...(view.errors === undefined ? {} : { errors: view.errors }),
      ...(view.busy === undefined ? {} : { busy: view.busy }),
      ...(view.problem === undefined ? {} : { problem: view.problem }),
    })),
    homes: Object.fromEntries([...world.homes].map(([user, home]) => [user, homeObject(world, home)])),
    notices: world.notices.map((notice) => ({ ...notice })),
  };
}
