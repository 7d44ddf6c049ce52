import { buttons } from '../../src/slack/actions/index.ts';
import { commands } from '../../src/slack/commands/index.ts';
import { events } from '../../src/slack/events/index.ts';
import { shortcuts } from '../../src/slack/shortcuts/index.ts';
import { views } from '../../src/slack/views/index.ts';

/** Everything that can be asked of Trailbolt in Slack, by kind and id. */
export const UNITS: readonly string[] = [
  ...buttons.map(({ id }) => `button ${id}`),
  ...views.map(({ id }) => `view ${id}`),
  ...commands.map(({ id }) => `command ${id}`),
  ...events.map(({ id }) => `event ${id}`),
  ...shortcuts.map(({ id }) => `shortcut ${id}`),
];

export const COLUMNS = ['viewer', 'responder', 'approver', 'admin', 'guest', 'stranger', 'suspect'] as const;

/**
 * Who may use what. `yes`: their role lets them in, and what the policy decides from there is its own matter; `no`: it does
 * not; `barred`: the suspect, whatever their role, because the case is about themselves. The suspect here is an approver.
 */
// prettier-ignore
export const MATRIX: Readonly<Record<string, string>> = {
  //                          viewer responder approver admin guest stranger suspect
  'button open.plan':          'no     yes       yes      yes   no    no       yes',
  'button open.undo':          'no     yes       yes      yes   no    no       yes',
  'button request.approve':    'yes    yes       yes      yes   no    no       barred',
  'button request.reject':     'yes    yes       yes      yes   no    no       barred',
  'button open.reject':        'yes    yes       yes      yes   no    no       barred',
  'button request.hold':       'no     yes       yes      yes   no    no       barred',
  'button case.trail':         'yes    yes       yes      yes   no    no       yes',
  'button case.acknowledge':   'no     yes       yes      yes   no    no       barred',
  'button case.reopen':        'no     yes       yes      yes   no    no       barred',
  'button case.parts':         'no     yes       yes      yes   no    no       yes',
  'button case.ask':           'no     yes       yes      yes   no    no       barred',
  'button open.case':          'no     yes       yes      yes   no    no       barred',
  'button open.emergency':     'yes    yes       yes      yes   no    no       barred',
  'button open.record':        'yes    yes       yes      yes   no    no       yes',
  'button record.show':        'yes    yes       yes      yes   no    no       yes',
  'button mute.lift':          'no     yes       yes      yes   no    no       yes',
  'button storm.card':         'no     yes       yes      yes   no    no       yes',
  'button automation.arm':     'no     no        no       yes   no    no       no',
  'button automation.disarm':  'no     no        yes      yes   no    no       yes',
  'button home.filter':        'yes    yes       yes      yes   no    no       yes',
  'button guard.freeze':       'yes    yes       yes      yes   no    no       yes',
  'button guard.thaw':         'yes    yes       yes      yes   no    no       yes',
  'button answer.share':       'yes    yes       yes      yes   no    no       yes',
  'button answer.yes':         'yes    yes       yes      yes   no    no       yes',
  'button answer.no':          'yes    yes       yes      yes   no    no       yes',
  'view request.create':       'no     yes       yes      yes   no    no       yes',
  'view request.emergency':    'yes    yes       yes      yes   no    no       barred',
  'view request.reject':       'yes    yes       yes      yes   no    no       barred',
  'view case.assign':          'no     yes       yes      yes   no    no       barred',
  'view case.close':           'no     yes       yes      yes   no    no       barred',
  'view case.merge':           'no     yes       yes      yes   no    no       barred',
  'view case.split':           'no     yes       yes      yes   no    no       barred',
  'view case.mute':            'no     yes       yes      yes   no    no       barred',
  'view lookup.start':         'yes    yes       yes      yes   no    no       yes',
  'command who':               'yes    yes       yes      yes   no    no       yes',
  'command ip':                'yes    yes       yes      yes   no    no       yes',
  'command event':             'yes    yes       yes      yes   no    no       yes',
  'command resource':          'yes    yes       yes      yes   no    no       yes',
  'command key':               'yes    yes       yes      yes   no    no       yes',
  'command errors':            'yes    yes       yes      yes   no    no       yes',
  'command cases':             'yes    yes       yes      yes   no    no       yes',
  'command case':              'yes    yes       yes      yes   no    no       yes',
  'command rules':             'yes    yes       yes      yes   no    no       yes',
  'command mutes':             'yes    yes       yes      yes   no    no       yes',
  'command mute':              'no     yes       yes      yes   no    no       yes',
  'command do':                'no     yes       yes      yes   no    no       yes',
  'command audit':             'no     yes       yes      yes   no    no       yes',
  'command automations':       'yes    yes       yes      yes   no    no       yes',
  'command freeze':            'yes    yes       yes      yes   no    no       yes',
  'command thaw':              'yes    yes       yes      yes   no    no       yes',
  'command status':            'yes    yes       yes      yes   no    no       yes',
  'command help':              'yes    yes       yes      yes   no    no       yes',
  'event app_home_opened':     'yes    yes       yes      yes   no    no       yes',
  'shortcut look-up':          'yes    yes       yes      yes   no    no       yes',
};

/** What a row of the matrix says of a column. */
export function expected(unit: string, column: (typeof COLUMNS)[number]): string {
  const cells = (MATRIX[unit] ?? '').split(/ +/);
  if (cells.length !== COLUMNS.length) throw new Error(`The row of ${unit} has ${cells.length} cells.`);
  return cells[COLUMNS.indexOf(column)] ?? '';
}

function form(payload: object): { readonly body: string; readonly type: string } {
  return {
    body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    type: 'application/x-www-form-urlencoded',
  };
}

/** What a press, a submission, a command, an event or a shortcut for a unit looks like when Slack sends it. */
export function bodyFor(
  unit: string,
  by: { readonly user: string; readonly team: string; readonly workspace: string; readonly channel: string },
  about: { readonly value?: string; readonly metadata?: string; readonly state?: object } = {},
): { readonly body: string; readonly type: string } {
  const [kind = '', id = ''] = unit.split(' ');
  const { user, team, workspace, channel } = by;
  const person = { user: { id: user, team_id: team }, team: { id: workspace } };
  const place = { channel: { id: channel }, container: { type: 'message', channel_id: channel } };
  switch (kind) {
    case 'button':
      return form({
        type: 'block_actions',
        ...person,
        ...place,
        actions: [{ type: 'button', action_id: id, block_id: 'b', value: about.value ?? 'k1.v1' }],
      });
    case 'view':
      return form({
        type: 'view_submission',
        ...person,
        view: {
          id: 'V0TEST',
          type: 'modal',
          callback_id: id,
          private_metadata: JSON.stringify({ about: about.metadata ?? 'k1', channel }),
          state: { values: about.state ?? {} },
        },
      });
    case 'shortcut':
      return form({
        type: 'message_action',
        ...person,
        ...place,
        callback_id: id,
        message: { ts: '1700000000.000100', text: '203.0.113.77' },
      });
    case 'event': {
      const event = { type: id, tab: 'home', user };
      return { body: JSON.stringify({ type: 'event_callback', team_id: workspace, event }), type: 'application/json' };
    }
    default: {
      const words = { command: '/trail', text: `${id} ${about.value ?? ''}`, team_id: workspace, user_id: user };
      return {
        body: new URLSearchParams({ ...words, channel_id: channel }).toString(),
        type: 'application/x-www-form-urlencoded',
      };
    }
  }
}
