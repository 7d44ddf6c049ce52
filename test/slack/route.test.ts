import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../src/model/person.ts';
import { refusal, unitOf } from '../../src/slack/route.ts';
import { personOf } from '../approve/support.ts';

function clickOn(action_id: unknown) {
  return { type: 'block_actions', actions: [{ action_id }] };
}

describe('what a payload asks for', () => {
  it.each([
    [clickOn('open.plan.0'), 'open.plan'],
    [clickOn('open.plan.12'), 'open.plan'],
    [clickOn('open.plan'), 'open.plan'],
    [clickOn('request.approve'), 'request.approve'],
    [{ type: 'view_submission', view: { callback_id: 'request.create' } }, 'request.create'],
    [{ command: '/trail', text: 'who dave' }, 'who'],
    [{ command: '/trail', text: '  WHO   dave' }, 'who'],
    [{ command: '/trail', text: '' }, 'help'],
    [{ command: '/trail', text: 'what is this' }, 'help'],
    [{ command: '/trail' }, 'help'],
  ])('%j is %s', (payload, id) => {
    expect(unitOf(payload)?.unit.id).toBe(id);
  });

  it.each([
    [clickOn('open.plan.x')],
    [clickOn('open.plan.0.0')],
    [clickOn('request.approve2')],
    [clickOn('__proto__')],
    [clickOn(undefined)],
    [{ type: 'block_actions', actions: [] }],
    [{ type: 'view_submission', view: { callback_id: 'request.approve' } }],
    [{ type: 'view_closed', view: { callback_id: 'request.create' } }],
    [{ type: 'event_callback', event: { type: 'app_home_opened' } }],
    [{ type: 'shortcut', callback_id: 'request.create' }],
    [{}],
  ])('%j is nothing that is known', (payload) => {
    expect(unitOf(payload)).toBeUndefined();
  });

  it('keeps the words of a command apart', () => {
    expect(unitOf({ command: '/trail', text: ' who\tdave  24h ' })).toMatchObject({ words: ['dave', '24h'] });
  });

  it('gives help the word that is no command', () => {
    expect(unitOf({ command: '/trail', text: 'what is this' })).toMatchObject({ words: ['what', 'is', 'this'] });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('type', 'command', 'text', 'actions', 'view'), fc.anything()),
        (payload) => {
          expect(() => unitOf(payload)).not.toThrow();
        },
      ),
    );
  });
});

it.each<[Partial<Person>, RegExp]>([
  [{ kind: 'stranger' }, /Only members/],
  [{ kind: 'guest' }, /Guests/],
  [{ kind: 'bot' }, /Bots/],
  [{ kind: 'deleted' }, /deactivated/],
  [{ role: 'viewer' }, /needs the role responder; you have viewer/],
  [{ role: undefined }, /needs the role responder; you have none/],
])('tells %j why not', (more, words) => {
  expect(refusal(personOf('U0ANA', more), 'responder')).toMatch(words);
});
