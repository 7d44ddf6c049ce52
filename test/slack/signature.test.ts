import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SignedRequest } from '../../src/model/job.ts';
import { checkSignature, FRONT_AGE_SECONDS, requestKeyOf, sign } from '../../src/slack/signature.ts';
import { FORM, SECRET, signed } from './support.ts';

const NOW = Date.UTC(2026, 10, 23, 8, 30);
const good = signed('token=x&team_id=T1', { at: NOW });

function check(request: SignedRequest, now = NOW, age = FRONT_AGE_SECONDS) {
  return checkSignature(request, SECRET, now, age);
}

describe('a signature', () => {
  it('of Slack’s own documentation holds', () => {
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar' +
      '&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com' +
      '%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const request = {
      body,
      contentType: FORM,
      timestamp: '1531420618',
      signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    };

    expect(check(request, 1_531_420_618_000)).toEqual({ ok: true });
  });

  it.each([
    ['is exactly as old as it may be', 300, { ok: true }],
    ['is a second too old', 301, { ok: false, reason: 'stale' }],
    ['is as far ahead as clocks may differ', -300, { ok: true }],
    ['is a second too far ahead', -301, { ok: false, reason: 'future' }],
    ['is a day ahead', -86_400, { ok: false, reason: 'future' }],
  ])('that %s', (_what, age, result) => {
    expect(check(good, NOW + age * 1000)).toEqual(result);
  });

  it('may wait longer where a queue lies between, and not come from the future for that', () => {
    expect(check(good, NOW + 3_600_000, 3600)).toEqual({ ok: true });
    expect(check(good, NOW + 3_601_000, 3600)).toEqual({ ok: false, reason: 'stale' });
    expect(check(good, NOW - 301_000, 3600)).toEqual({ ok: false, reason: 'future' });
  });

  it.each<[string, Partial<SignedRequest>]>([
    ['no signature', { signature: '' }],
    ['no timestamp', { timestamp: '' }],
    ['another version', { signature: good.signature.replace('v0', 'v1') }],
    ['a digest that is too short', { signature: good.signature.slice(0, -2) }],
    ['a digest that is too long', { signature: `${good.signature}00` }],
    ['a digest that is no hex', { signature: `v0=${'z'.repeat(64)}` }],
    ['upper case', { signature: good.signature.toUpperCase().replace('V0', 'v0') }],
    ['a blank around it', { signature: ` ${good.signature}` }],
    ['a line break behind it', { signature: `${good.signature}\n` }],
    ['a negative timestamp', { timestamp: '-1' }],
    ['a timestamp that is no number', { timestamp: 'NaN' }],
    ['a timestamp in hex', { timestamp: '0x5b4f' }],
    ['a timestamp with an exponent', { timestamp: '1e9' }],
    ['a timestamp without end', { timestamp: '9'.repeat(400) }],
    ['a fraction of a second', { timestamp: `${good.timestamp}.5` }],
  ])('is none: %s', (_what, more) => {
    expect(check({ ...good, ...more })).toEqual({ ok: false, reason: 'unsigned' });
  });

  it.each<[string, SignedRequest]>([
    ['another body', { ...good, body: `${good.body}&admin=1` }],
    ['another time', { ...good, timestamp: String(Number(good.timestamp) + 1) }],
    ['another secret', signed(good.body, { at: NOW, secret: 'another secret' })],
    ['no body', { ...good, body: '' }],
    ['zeros', { ...good, signature: `v0=${'0'.repeat(64)}` }],
  ])('does not hold for %s', (_what, request) => {
    expect(check(request)).toEqual({ ok: false, reason: 'mismatch' });
  });

  it('that is forged is called forged, not stale, however old it claims to be', () => {
    expect(check({ ...good, body: 'x' }, NOW + 86_400_000)).toEqual({ ok: false, reason: 'mismatch' });
  });

  it('holds for nothing but what was signed, whatever somebody sends', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
    const anything = fc.record({
      body: fc.string(),
      contentType: fc.string(),
      timestamp: fc.oneof(fc.string(), fc.constant(good.timestamp)),
      signature: fc.oneof(
        fc.string(),
        hex.map((digest) => `v0=${digest}`),
        fc.constant(good.signature),
      ),
    });
    fc.assert(fc.property(anything, (request) => !check(request).ok || request.body === good.body));
  });

  it('made by ourselves for Socket Mode is the one that Slack would have made', () => {
    const body = 'payload={"ü":"😀"}';

    expect(sign(body, FORM, SECRET, NOW + 999)).toEqual(signed(body, { at: NOW }));
  });
});

describe('the identity of a request', () => {
  it('is the same for the same signed request, and short enough for every key', () => {
    expect(requestKeyOf(good)).toBe(requestKeyOf({ ...good, contentType: 'other' }));
    expect(requestKeyOf(good)).toMatch(/^[0-9a-f]{40}$/);
  });

  it('differs with the body, the second and the secret', () => {
    const keys = [
      good,
      signed('x', { at: NOW }),
      signed(good.body, { at: NOW + 1000 }),
      signed(good.body, { at: NOW, secret: 's' }),
    ];

    expect(new Set(keys.map(requestKeyOf)).size).toBe(4);
  });
});
