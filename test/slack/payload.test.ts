import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrailboltError } from '../../src/errors.ts';
import { parsePayload, teamsOf, text } from '../../src/slack/payload.ts';
import { FORM, interaction, JSON_TYPE } from './support.ts';

describe('the body of a request', () => {
  it.each([
    ['an event', JSON_TYPE, '{"type":"event_callback"}', { type: 'event_callback' }],
    ['an event with a charset', 'Application/JSON; charset=utf-8', '{"type":"x"}', { type: 'x' }],
    [
      'an interaction',
      FORM,
      interaction({ type: 'block_actions', text: 'ü&=+%' }),
      { type: 'block_actions', text: 'ü&=+%' },
    ],
    ['a command', `${FORM}; charset=UTF-8`, 'command=%2Ftrail&text=who+dave', { command: '/trail', text: 'who dave' }],
    ['a command without words', FORM, 'command=%2Ftrail&text=', { command: '/trail', text: '' }],
  ])('of %s is read', (_what, contentType, body, payload) => {
    expect(parsePayload({ contentType, body })).toEqual(payload);
  });

  it.each([
    ['no type', '', '{}'],
    ['another type', 'text/plain', '{}'],
    ['several types', 'multipart/form-data; boundary=x', 'payload={}'],
    ['broken JSON', JSON_TYPE, '{"type":'],
    ['nothing', JSON_TYPE, ''],
    ['a list', JSON_TYPE, '[]'],
    ['null', JSON_TYPE, 'null'],
    ['a text', JSON_TYPE, '"x"'],
    ['an empty form', FORM, ''],
    ['a form with a broken payload', FORM, 'payload=%7B'],
    ['a form with an empty payload', FORM, 'payload='],
    ['a command without its slash', FORM, 'command=trail'],
    ['a form of something else', FORM, 'ssl_check=1'],
  ])('that is %s is refused with what was expected', (_what, contentType, body) => {
    expect(() => parsePayload({ contentType, body })).toThrow(
      expect.objectContaining({ code: 'slack.malformed', message: expect.stringMatching(/^Expected /) }),
    );
  });

  it.each([
    [
      'JSON that is a form as well',
      '{"type":"event_callback","x":"&payload=%7B%22type%22%3A%22block_actions%22%7D"}',
      { type: 'event_callback', x: '&payload=%7B%22type%22%3A%22block_actions%22%7D' },
    ],
    ['JSON after spaces', ' \r\n{"a":"&command=/trail"}', { a: '&command=/trail' }],
    ['a command', 'command=%2Ftrail&text=%7B%7D', { command: '/trail', text: '{}' }],
    ['an interaction', 'payload=%7B%22type%22%3A%22x%22%7D&command=%2Ftrail', { type: 'x' }],
  ])('is read by what was signed, not by the header, which was not: %s', (_what, body, payload) => {
    for (const contentType of [JSON_TYPE, FORM]) expect(parsePayload({ contentType, body })).toEqual(payload);
  });

  it('never fails in any other way', () => {
    const type = fc.oneof(fc.constantFrom(FORM, JSON_TYPE), fc.string());
    const body = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map((json) => `payload=${encodeURIComponent(json)}`),
    );
    fc.assert(
      fc.property(type, body, (contentType, content) => {
        try {
          expect(parsePayload({ contentType, body: content })).toBeTypeOf('object');
        } catch (error) {
          expect(error).toBeInstanceOf(TrailboltError);
        }
      }),
    );
  });
});

describe('a text at a path', () => {
  it.each([
    [{ a: { b: [{ c: 'x' }] } }, ['a', 'b', 0, 'c'], 'x'],
    [{ a: 'x' }, [], undefined],
    [{ a: 1 }, ['a'], undefined],
    [{ a: null }, ['a', 'b'], undefined],
    [{ a: ['x'] }, ['a', '0'], undefined],
    [{ a: ['x'] }, ['a', 5], undefined],
    [null, ['a'], undefined],
    [{}, ['constructor', 'name'], undefined],
    [{}, ['__proto__', 'toString'], undefined],
  ] as const)('%j at %j is %j', (value, path, found) => {
    expect(text(value, ...path)).toBe(found);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.array(fc.oneof(fc.string(), fc.nat(3))), (value, path) => {
        expect(['string', 'undefined']).toContain(typeof text(value, ...path));
      }),
    );
  });
});

describe('the workspaces that a payload names', () => {
  it.each([
    ['an interaction', { team: { id: 'T1' }, user: { team_id: 'T2' } }, ['T1', 'T2']],
    ['a command or an event', { team_id: 'T1' }, ['T1']],
    ['an organisation’s', { team: null, view: { app_installed_team_id: 'T1' } }, ['T1']],
    ['none', { team: 'T1', team_id: 1 }, []],
  ])('%s', (_what, payload, teams) => {
    expect(teamsOf(payload)).toEqual(teams);
  });
});
