/** Bot scopes granted when nothing else is asked for. https://docs.slack.dev/reference/scopes */
export const DEFAULT_SCOPES: readonly string[] = [
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'commands',
  'groups:history',
  'groups:read',
  'im:history',
  'im:write',
  'usergroups:read',
  'users:read',
  'users:read.email',
];

/** What the app-level token may do. */
export const APP_TOKEN_SCOPES: readonly string[] = ['connections:write'];
