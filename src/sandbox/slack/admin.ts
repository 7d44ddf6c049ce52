import type { UserGroupOption } from './cast.ts';
import type { AdminDeeds } from './sandbox-slack.ts';
import type { Channel, World } from './world/world.ts';

/** What admins and owners do to a workspace; the app has no say in it. */
export function adminDeeds(world: World): AdminDeeds {
  const channel = (id: string, edit: (it: Channel) => void): void => {
    const it = world.channels.get(id);
    if (it === undefined) throw new RangeError(`There is no channel ${id}.`);
    edit(it);
    world.changed();
  };
  const group = (id: string, change: Partial<UserGroupOption>): void => {
    if (!world.userGroups.some((one) => one.id === id)) throw new RangeError(`There is no user group ${id}.`);
    world.userGroups = world.userGroups.map((one) => (one.id === id ? { ...one, ...change } : one));
  };
  return {
    archive(id, archived = true) {
      channel(id, (it) => {
        it.isArchived = archived;
      });
    },
    deleteChannel(id, deleted = true) {
      channel(id, (it) => {
        it.isDeleted = deleted;
      });
    },
    renameChannel(id, name) {
      channel(id, (it) => {
        it.name = name;
      });
    },
    makePrivate(id) {
      channel(id, (it) => {
        it.isPrivate = true;
      });
    },
    setMembers(id, members) {
      channel(id, (it) => {
        it.members = new Set(members);
      });
    },
    setGroupUsers(id, users) {
      group(id, { users });
    },
    disableGroup(id, disabled = true) {
      group(id, { isDisabled: disabled });
    },
    changePerson(id, { email, ...change }) {
      const person = world.people.get(id);
      if (person === undefined) throw new RangeError(`There is no person ${id}.`);
      const { email: former, ...rest } = person;
      const address = email === null ? undefined : (email ?? former);
      world.people.set(id, { ...rest, ...change, ...(address === undefined ? {} : { email: address }) });
      world.changed();
    },
    refuseToken(error) {
      world.tokenRefusal = error;
    },
  };
}
