import { apiTest, authTest } from './auth.ts';
import { blocksValidate } from './blocks-validate.ts';
import { chatDelete, chatGetPermalink, chatUpdate } from './chat-change.ts';
import { chatPostEphemeral, chatPostMessage } from './chat-post.ts';
import { appsConnectionsOpen } from './connections.ts';
import { conversationsInfo, conversationsJoin, conversationsList, conversationsMembers } from './conversations-info.ts';
import { conversationsOpen } from './conversations-open.ts';
import { conversationsHistory, conversationsReplies } from './conversations-read.ts';
import type { ApiMethod } from './method.ts';
import { usergroupsList, usergroupsUsersList } from './usergroups.ts';
import { usersInfo, usersList, usersLookupByEmail } from './users.ts';
import { viewsPublish } from './views-home.ts';
import { viewsOpen, viewsPush, viewsUpdate } from './views-modal.ts';

/** Every method that the emulator knows. */
export const METHODS: readonly ApiMethod[] = [
  apiTest,
  appsConnectionsOpen,
  authTest,
  blocksValidate,
  chatDelete,
  chatGetPermalink,
  chatPostEphemeral,
  chatPostMessage,
  chatUpdate,
  conversationsHistory,
  conversationsInfo,
  conversationsJoin,
  conversationsList,
  conversationsMembers,
  conversationsOpen,
  conversationsReplies,
  usergroupsList,
  usergroupsUsersList,
  usersInfo,
  usersList,
  usersLookupByEmail,
  viewsOpen,
  viewsPublish,
  viewsPush,
  viewsUpdate,
];
