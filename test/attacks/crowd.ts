import { DEFAULT_CAST, type Cast } from '../../src/sandbox/slack/cast.ts';

/** Ten people who may approve, besides Ana and Ben. */
export const CROWD = Array.from({ length: 10 }, (_, index) => `U0CROWD00${index}`);

/** The sandbox's people, those ten among the approvers, and one whose account is deactivated. */
export const CAST_WITH_CROWD: Cast = {
  ...DEFAULT_CAST,
  people: [
    ...DEFAULT_CAST.people,
    ...CROWD.map((id, index) => ({ id, name: `crowd${index}`, realName: `Crowd ${index}`, title: 'approver' })),
    { id: 'U0GONE00001', name: 'gone', realName: 'Gone', title: 'left', isDeleted: true },
  ],
  channels: DEFAULT_CAST.channels.map((channel) => ({ ...channel, members: [...channel.members, ...CROWD] })),
  userGroups: DEFAULT_CAST.userGroups.map((group) => ({ ...group, users: [...group.users, ...CROWD] })),
};
