import { commands } from './commands/index.ts';
import { events } from './events/index.ts';
import { shortcuts } from './shortcuts/index.ts';

/** What the app may do in Slack, each with the reason: shown to whoever installs it. */
export const BOT_SCOPES: Readonly<Record<string, string>> = {
  'chat:write': 'post and update cards',
  commands: '/trail and the shortcut in the menu of a message',
  'users:read': 'know guests, strangers and deactivated people',
  'usergroups:read': 'read the approver groups that the policy names',
  'channels:history': 'find its own message again when the outcome of a post is unknown, in public channels',
  'groups:history': 'the same in private channels',
  'im:history': 'the same in direct messages',
  'im:write': 'ask the person behind a principal whether it was them, where a responder wants that',
  'users:read.email': 'find that person by the e-mail address that Identity Center knows them by',
};

/** How Slack reaches Trailbolt: at a public URL, or over a connection that Trailbolt opens. */
export type Reach = { readonly kind: 'http'; readonly url: string } | { readonly kind: 'socket' };

/** The app's manifest for Slack's “Create an app from a manifest”, with the commands, shortcuts and events of this version. */
export function slackManifest(reach: Reach): Record<string, unknown> {
  const url = reach.kind === 'http' ? { request_url: reach.url } : {};
  const commandUrl = reach.kind === 'http' ? { url: reach.url } : {};
  return {
    display_information: {
      name: 'Trailbolt',
      description: 'Guards AWS accounts: alerts from CloudTrail with their remedy, and answers to who did what.',
      background_color: '#1d2340',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      shortcuts: shortcuts.map(({ id, name, summary }) => ({
        type: 'message',
        callback_id: id,
        name,
        description: summary,
      })),
      bot_user: { display_name: 'Trailbolt', always_online: true },
      slash_commands: [
        {
          command: '/trail',
          description: 'Who did what in AWS',
          usage_hint: commands.map((command) => command.id).join(' | '),
          should_escape: false,
          ...commandUrl,
        },
      ],
    },
    oauth_config: { scopes: { bot: Object.keys(BOT_SCOPES) } },
    settings: {
      event_subscriptions: { ...url, bot_events: events.map(({ id }) => id) },
      interactivity: { is_enabled: true, ...url },
      org_deploy_enabled: false,
      socket_mode_enabled: reach.kind === 'socket',
      token_rotation_enabled: false,
    },
  };
}
