import type { JsonObject } from '../../src/model/json.ts';
import type { SandboxMessage } from '../../src/sandbox/contract.ts';

export const ANA = 'U0ANA';
export const BEN = 'U0BEN';
export const SID = 'U0SID';
export const BOT = 'U0BOT';
export const ALERTS = 'C0ALERTS';
export const AUDIT = 'C0AUDIT';

/** 23 November 2026, 09:41 UTC. */
export const START_SECONDS = 1_795_426_860;

export function ts(minutes: number): string {
  return `${START_SECONDS + minutes * 60}.000100`;
}

export function mrkdwn(text: string): JsonObject {
  return { type: 'mrkdwn', text };
}

export function plain(text: string, emoji = false): JsonObject {
  return { type: 'plain_text', text, emoji };
}

function button(actionId: string, label: string, more: JsonObject = {}): JsonObject {
  return { type: 'button', action_id: actionId, text: plain(label), ...more };
}

/** A card as an app would post it; every block that the page draws in a message is in it or in {@link gallery}. */
export function card(): SandboxMessage {
  const field = (name: string, value: string): JsonObject => mrkdwn(`*${name}*\n${value}`);
  return {
    ts: ts(0),
    channel: ALERTS,
    author: BOT,
    text: 'Critical: 4 instances were launched by the user *ci-deploy* from a new network.',
    blocks: [
      { type: 'header', block_id: 'title', text: plain('Instances launched in bulk') },
      {
        type: 'section',
        block_id: 'what',
        text: mrkdwn(
          ':rotating_light: *Critical* · The IAM user `ci-deploy` launched *4 instances* of `p4d.24xlarge` in _eu-west-1_, a Region that it never used.',
        ),
      },
      {
        type: 'section',
        block_id: 'facts',
        fields: [
          field('Who', '`ci-deploy` (IAM user, no MFA)\nkey `AKIAEXAMPLE7QLEAKED`'),
          field('From where', '203.0.113.77 · EXAMPLE-NET\nnew for this user'),
          field('What', '`ec2:RunInstances`\ni-0a1b2c3d4e5f60718 and 3 more'),
          field('Where', 'acme-sandbox (111122223333)\neu-west-1'),
        ],
      },
      {
        type: 'context',
        block_id: 'when',
        elements: [
          mrkdwn(`First seen <!date^${START_SECONDS}^{date_short_pretty} at {time}|then> · rule \`ec2-bulk-launch\``),
        ],
      },
      { type: 'divider', block_id: 'line' },
      {
        type: 'actions',
        block_id: 'remedies',
        elements: [
          button('terminate', 'Terminate instances…', { style: 'danger', value: 'case-1' }),
          button('show-trail', 'Show trail', { value: 'case-1' }),
          button('acknowledge', 'Acknowledge', {
            value: 'case-1',
            style: 'primary',
            confirm: {
              title: plain('Acknowledge this case?'),
              text: mrkdwn('Reminders for *case-1* stop.'),
              confirm: plain('Acknowledge it'),
              deny: plain('Keep open'),
            },
          }),
          {
            type: 'overflow',
            action_id: 'more',
            options: [
              { text: plain('Mute for a day'), value: 'mute' },
              { text: plain('Ask the actor'), value: 'ask' },
            ],
          },
        ],
      },
    ],
  };
}

/** Every remaining block and element, with strings that try to be more than text. */
export function gallery(): SandboxMessage {
  return {
    ts: ts(2),
    channel: ALERTS,
    author: BOT,
    text: 'Gallery of blocks',
    edited: true,
    blocks: [
      {
        type: 'rich_text',
        block_id: 'rich',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'user', user_id: ANA },
              { type: 'text', text: ' ran ' },
              { type: 'text', text: 'aws ec2', style: { code: true } },
              { type: 'text', text: ' on <!channel> *not bold* ' },
              { type: 'text', text: 'loudly', style: { bold: true, italic: true } },
              { type: 'link', url: 'https://example.com/', text: ' docs' },
              { type: 'link', url: 'javascript:alert(1)', text: ' trap' },
              { type: 'emoji', name: 'tada', unicode: '1f389' },
              { type: 'emoji', name: 'homemade' },
              { type: 'date', timestamp: START_SECONDS, format: '{date_num}', fallback: 'x' },
            ],
          },
          {
            type: 'rich_text_list',
            style: 'bullet',
            elements: [
              { type: 'rich_text_section', elements: [{ type: 'text', text: 'arn:aws:s3:::bucket' }] },
              { type: 'rich_text_section', elements: [{ type: 'channel', channel_id: AUDIT }] },
            ],
          },
          {
            type: 'rich_text_list',
            style: 'ordered',
            indent: 1,
            elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'nested' }] }],
          },
          { type: 'rich_text_quote', elements: [{ type: 'text', text: 'quoted' }] },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '{\n  "a": 1\n}' }] },
        ],
      },
      {
        type: 'section',
        block_id: 'choose',
        text: mrkdwn('Assign to'),
        accessory: { type: 'users_select', action_id: 'assign', placeholder: plain('Somebody') },
      },
      {
        type: 'actions',
        block_id: 'knobs',
        elements: [
          {
            type: 'static_select',
            action_id: 'severity',
            placeholder: plain('Severity'),
            options: [
              { text: plain('High'), value: 'high' },
              { text: plain('Low'), value: 'low' },
            ],
          },
          {
            type: 'radio_buttons',
            action_id: 'radio',
            options: [
              { text: mrkdwn('*Once*'), value: 'once' },
              { text: plain('Always'), value: 'always', description: plain('until revoked') },
            ],
          },
          { type: 'checkboxes', action_id: 'check', options: [{ text: plain('Notify'), value: 'notify' }] },
          { type: 'datepicker', action_id: 'until', initial_date: '2026-11-30' },
          button('open', 'Open console', { url: 'https://console.aws.amazon.com/' }),
          button('trap', 'Trap', { url: 'javascript:alert(1)' }),
        ],
      },
      { type: 'image', block_id: 'chart', image_url: 'https://example.com/x.png', alt_text: 'Calls per hour' },
      { type: 'hologram', block_id: 'future' },
    ],
  };
}

/** A modal with an input of each common kind. */
export function modal(): JsonObject {
  return {
    type: 'modal',
    callback_id: 'terminate',
    title: plain('Terminate instances'),
    submit: plain('Ask for approval'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'section',
        block_id: 'plan',
        text: mrkdwn('This terminates *4 instances* in `eu-west-1`. It cannot be undone.'),
      },
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason'),
        hint: plain('Shown to the approvers'),
        element: { type: 'plain_text_input', action_id: 'text', multiline: true },
      },
      {
        type: 'input',
        block_id: 'scope',
        label: plain('Instances'),
        element: {
          type: 'static_select',
          action_id: 'which',
          initial_option: { text: plain('All four'), value: 'all' },
          options: [
            { text: plain('All four'), value: 'all' },
            { text: plain('Only the first'), value: 'first' },
          ],
        },
      },
      {
        type: 'input',
        block_id: 'sure',
        optional: true,
        label: plain('Checks'),
        element: {
          type: 'checkboxes',
          action_id: 'boxes',
          options: [{ text: plain('I looked at the trail'), value: 'looked' }],
        },
      },
    ],
  };
}
