import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rules } from '../../src/cli/rules.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';

const RULE = `title: Trails were looked at
id: own
name: looked_at
tags: [attack.t1580, attack.discovery]
logsource: { product: windows }
detection:
  call: { eventName: [DescribeTrails, ListTrails] }
  by_robot: { userAgent|contains: bot }
  condition: call and not by_robot
level: low
`;

const CORRELATION = `---
title: Trails were looked at twice
id: twice
level: high
correlation: { type: event_count, rules: [looked_at], timespan: 1m, condition: { gte: 2 } }
`;

const EVENT = { eventName: 'ListTrails', userAgent: ['curl', 'other'] };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbolt-rules-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function collector(): { readonly stream: Writable; text(): string } {
  let all = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      all += chunk.toString();
      done();
    },
  });
  return { stream, text: () => all };
}

async function run(
  args: readonly string[],
  stdin = '',
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [stdout, stderr] = [collector(), collector()];
  const code = await rules(args, { stdin: Readable.from([stdin]), stdout: stdout.stream, stderr: stderr.stream });
  return { code, out: stdout.text(), err: stderr.text() };
}

function linesOf(out: string): readonly unknown[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe('the policy', () => {
  const EXPANDING = RULE.replace('bot }', 'bot, eventName|expand: "%lookups%" }');
  const POLICY = `version: 1
workspace: T0EXAMPLE
channels: { alerts: C0ALERTS }
accounts: [{ id: '111122223333', alias: production }]
placeholders: { lookups: [ListTrails, 'Describe*'] }
`;

  it('says what placeholders stand for, to every command', async () => {
    const own = await put('own.yml', EXPANDING);
    await put('own.samples/miss-robot.json', { eventName: 'ListTrails', userAgent: 'bot' });
    const event = await put('event.json', { eventName: 'DescribeTrails', userAgent: 'bot' });
    const policy = ['--no-builtin', '--policy', await put('policy.yaml', POLICY)];

    expect(await run(['lint', own, ...policy])).toMatchObject({ code: 0 });
    expect(await run(['list', '--rules', own, ...policy])).toMatchObject({ code: 0 });
    expect(await run(['test', own, ...policy])).toMatchObject({ code: 0 });
    expect(await run(['explain', own, event, ...policy])).toMatchObject({
      code: 1,
      out: expect.stringContaining('eventName any of: = "ListTrails", like "Describe*"'),
    });
  });

  it('is asked for by what lacks it, and has to be a good one', async () => {
    const own = await put('own.yml', EXPANDING);
    const bad = await put('policy.yaml', POLICY.replace('[ListTrails', '[5'));

    expect(await run(['lint', own])).toMatchObject({ code: 1, out: expect.stringContaining('%lookups%') });
    expect(await run(['lint', own, '--policy', bad])).toMatchObject({
      code: 2,
      err: expect.stringContaining(':5:27 placeholders.lookups.0: '),
    });
    expect(await run(['list', '--rules', own, '--policy', join(folder, 'none')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot be read'),
    });
  });
});

describe('trailbolt rules list', () => {
  it('names the built-in rules and those of the user', async () => {
    const own = await put('own.yml', RULE + CORRELATION);

    const { code, out } = await run(['list', '--rules', folder, '--format', 'ndjson']);

    expect(code).toBe(0);
    expect(linesOf(out)).toHaveLength(builtinRules.length + 2);
    expect(linesOf(out).slice(-2)).toEqual([
      expect.objectContaining({
        id: 'own',
        kind: 'detection',
        level: 'low',
        alerts: false,
        attack: ['T1580'],
        file: own,
      }),
      expect.objectContaining({ id: 'twice', kind: 'event_count', level: 'high', alerts: true }),
    ]);
  });

  it('prints a table', async () => {
    const own = await put('own.yml', RULE + CORRELATION);

    expect(await run(['list', '--no-builtin', '--rules', own])).toEqual({
      code: 0,
      out:
        'ID     LEVEL  KIND         TITLE\n' +
        'own    low    detection    Trails were looked at (only for correlations)\n' +
        'twice  high   event_count  Trails were looked at twice\n',
      err: '2 rules\n',
    });
  });
});

describe('trailbolt rules lint', () => {
  it('prints every problem of every file', async () => {
    const one = await put(
      'one.yml',
      RULE.replace('eventName', 'eventName|foo').replace('not by_robot', 'not by_human'),
    );
    const two = await put('two.yml', RULE.replace('low', 'lowest'));

    const { code, out, err } = await run(['lint', folder]);

    expect(code).toBe(1);
    expect(out.split('\n').map((line) => line.split(' ', 2).join(' '))).toEqual([
      `${one}:7:11 sigma.unknown-modifier:`,
      `${one}:9:27 sigma.unknown-identifier:`,
      `${two}:2:5 sigma.duplicate-id:`,
      `${two}:3:7 sigma.duplicate-name:`,
      `${two}:10:8 sigma.wrong-type:`,
      '',
    ]);
    expect(err).toBe('2 files, 5 problems\n');
  });

  it('finds nothing wrong with good files, which may refer to built-in rules', async () => {
    const builtin = builtinRules.find((rule) => 'condition' in rule)?.id ?? '';
    await put('good.yml', RULE + CORRELATION.replace('looked_at', builtin));

    expect(await run(['lint', folder])).toEqual({ code: 0, out: '', err: '1 file, 2 rules, no problem\n' });
  });

  it('prints problems as JSON', async () => {
    const bad = await put('bad.yml', RULE.replace('low', 'lowest'));

    expect(linesOf((await run(['lint', bad, '--format', 'ndjson'])).out)).toEqual([
      { file: bad, line: 10, column: 8, code: 'sigma.wrong-type', message: expect.stringContaining('lowest') },
    ]);
  });
});

describe('trailbolt rules test', () => {
  it('runs the samples beside a rule', async () => {
    const own = await put('own.yml', RULE);
    await put('own.samples/hit-list.json', EVENT);
    await put('own.samples/miss-bot.json', { ...EVENT, userAgent: 'a bot' });
    await put('own.samples/notes.txt', 'no sample');

    expect(await run(['test', own])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^ok {4}\S+hit-list\.json\nok {4}\S+miss-bot\.json\n$/u),
      err: '2 samples, 0 not as expected; 0 rule files have no samples\n',
    });
  });

  it('tells which are not as expected, and why', async () => {
    await put('own.yml', RULE);
    await put('other.yml', RULE.replace('own', 'other').replace('looked_at', 'other_name'));
    await put('own.samples/hit-bot.json', { ...EVENT, userAgent: 'a bot' });
    await put('own.samples/hit-no.json', '{');
    await put('own.samples/miss-list.json', EVENT);

    const { code, out, err } = await run(['test', '--rules', folder]);

    expect(code).toBe(1);
    expect(out).toMatch(
      /hit-bot\.json: no rule of the file fires\n.*hit-no\.json: The sample cannot be read: .*\n.*miss-list\.json: fires "Trails were looked at"\n$/u,
    );
    expect(err).toBe('3 samples, 3 not as expected; 1 rule files have no samples\n');
  });

  it('feeds a list of events to correlations, whose own rules are no hits', async () => {
    const [one, two] = [1, 2].map((second) => ({ ...EVENT, eventTime: `2026-01-02T10:00:0${second}Z` }));
    const own = await put('own.yml', RULE + CORRELATION);
    await put('own.samples/hit-two.json', [one, two]);
    await put('own.samples/miss-one.json', [one]);

    expect(await run(['test', own])).toMatchObject({ code: 0, err: expect.stringContaining('2 samples, 0 not') });
  });
});

describe('a rule with first_seen', () => {
  it('is listed as one, and tested with sequences', async () => {
    const own = await put(
      'own.yml',
      RULE.replace('level: low', 'first_seen: { values: eventName, group-by: kind, timespan: 30d }'),
    );
    const [learned, fresh] = [
      { ...EVENT, kind: 'k', eventID: '1', eventTime: '2026-01-01T00:00:00Z' },
      { ...EVENT, kind: 'k', eventID: '2', eventTime: '2026-01-20T00:00:00Z', eventName: 'DescribeTrails' },
    ];
    await put('own.samples/hit-new.json', [learned, fresh]);
    await put('own.samples/miss-known.json', [learned, { ...fresh, eventName: 'ListTrails' }]);

    expect(await run(['test', own])).toMatchObject({ code: 0, err: expect.stringContaining('2 samples, 0 not') });
    const { out } = await run(['list', '--no-builtin', '--rules', own, '--format', 'ndjson']);
    expect(linesOf(out)).toMatchObject([{ id: 'own', kind: 'first_seen', alerts: true }]);
  });

  it('is checked for the names of derived fields', async () => {
    const own = await put(
      'own.yml',
      RULE.replace('level: low', 'first_seen: { values: trailbolt.netwrok, timespan: 30d }'),
    );

    const { code, out } = await run(['lint', own]);

    expect(code).toBe(1);
    expect(out).toContain(
      ':10:23 sigma.unknown-derived-field: There is no field "trailbolt.netwrok"; expected one of trailbolt.actor,',
    );
  });
});

describe('trailbolt rules explain', () => {
  it('takes the file of a built-in rule, or a copy that somebody works on', async () => {
    const file = join(import.meta.dirname, '../../src/detect/rules/cloudtrail-stopped.yml');
    const copy = await put('cloudtrail-stopped.yml', (await readFile(file, 'utf8')).replaceAll('StopLogging', 'Stop'));
    const event = JSON.stringify({ eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging' });

    expect(await run(['explain', file, '-'], event)).toMatchObject({ code: 0 });
    expect(await run(['explain', copy, '-'], event)).toMatchObject({ code: 1 });
  });

  it('shows what matched, with the values seen, whatever the log source', async () => {
    const own = await put('own.yml', RULE);
    const event = await put('event.json', EVENT);

    for (const rule of [own, 'own', 'looked_at']) {
      expect(await run(['explain', rule, event, ...(rule === own ? [] : ['--rules', own])])).toEqual({
        code: 0,
        out: `Trails were looked at (own) matches.

✓ all of
  ✓ call: eventName any of: = "DescribeTrails", = "ListTrails" — is "ListTrails"
  ✓ not
    ✗ by_robot: userAgent like "*bot*" — is "curl", "other"
`,
        err: '',
      });
    }
  });

  it('shows what failed', async () => {
    const own = await put('own.yml', RULE);

    const { code, out } = await run(['explain', own, '-'], JSON.stringify({ Records: [{ eventName: 5 }] }));

    expect(code).toBe(1);
    expect(out).toContain('does not match.');
    expect(out).toContain('✗ call: eventName any of: = "DescribeTrails", = "ListTrails" — is 5\n');
    expect(out).toContain('✗ by_robot: userAgent like "*bot*" — is absent\n');
  });

  it('gives the same as JSON', async () => {
    const own = await put('own.yml', RULE);

    const { code, out } = await run(['explain', own, '-', '--format', 'ndjson'], JSON.stringify(EVENT));

    expect(code).toBe(0);
    expect(linesOf(out)).toEqual([
      {
        rule: { id: 'own', title: 'Trails were looked at', level: 'low' },
        matched: true,
        parts: [expect.objectContaining({ holds: true, text: 'all of' })],
      },
    ]);
  });

  it('shows what would have to be new, and that an event lacks it', async () => {
    const own = await put(
      'own.yml',
      RULE.replace('level: low', 'first_seen: { values: [eventName], group-by: [trailbolt.network], timespan: 30d }'),
    );
    const event = { ...EVENT, sourceIPAddress: '198.51.100.7' };

    const shown = await run(['explain', own, '-'], JSON.stringify(event));
    const lacking = await run(['explain', own, '-', '--format', 'ndjson'], JSON.stringify(EVENT));

    expect(shown.code).toBe(0);
    expect(shown.out).toContain(
      'It is a hit only where this is new:\n  eventName ListTrails (in trailbolt.network 198.51.100.0/24)\n\n✓ all of',
    );
    expect(lacking.code).toBe(1);
    expect(linesOf(lacking.out)).toMatchObject([{ matched: false, firstSeen: [], parts: [{ holds: true }] }]);
  });

  it('shows at which of several events a correlation matches', async () => {
    const own = await put('own.yml', RULE + CORRELATION);
    const events = ['00', '10', '20', '30'].map((second, index) => ({
      ...EVENT,
      eventID: String(index),
      eventTime: `2026-01-01T00:00:${second}Z`,
      ...(index === 1 ? { eventName: 'Other' } : {}),
    }));

    const table = await run(['explain', own, '-'], JSON.stringify({ Records: events }));
    const json = await run(['explain', own, '-', '--format', 'ndjson'], JSON.stringify(events));
    const none = await run(['explain', own, '-'], JSON.stringify(events.slice(0, 2)));

    expect(table).toMatchObject({ code: 0, err: '' });
    expect(table.out.split('\n').map((line) => line.trimEnd())).toEqual([
      'Trails were looked at twice (twice) matches, 1 time.',
      '',
      '   TIME                  EVENT       MATCHES  TOLD',
      '   2026-01-01T00:00:00Z  ListTrails  own',
      '   2026-01-01T00:00:10Z  Other',
      '✓  2026-01-01T00:00:20Z  ListTrails  own      2 by 2 events',
      '   2026-01-01T00:00:30Z  ListTrails  own',
      '',
    ]);
    expect(json.code).toBe(0);
    expect(linesOf(json.out)).toMatchObject([
      { matched: true, events: [{ told: [] }, { told: [] }, { eventID: '2', told: [{ value: 2, count: 2 }] }, {}] },
    ]);
    expect(none.code).toBe(1);
    expect(none.out).toContain('does not match.');
  });

  it('shows which of several events brought something new', async () => {
    const own = await put(
      'own.yml',
      RULE.replace('level: low', 'first_seen: { values: eventName, group-by: kind, timespan: 30d }'),
    );
    const events = ['2026-01-01', '2026-01-20', '2026-01-21'].map((day, index) => ({
      kind: 'k',
      eventID: String(index),
      eventTime: `${day}T00:00:00Z`,
      eventName: index === 0 ? 'ListTrails' : 'DescribeTrails',
    }));

    const { code, out } = await run(['explain', own, '-'], JSON.stringify(events));

    expect(code).toBe(0);
    expect(out).toContain('matches, 1 time.');
    expect(out).toMatch(
      /^✓ +2026-01-20T00:00:00Z +DescribeTrails +own +new: eventName DescribeTrails \(in kind k\)$/mu,
    );
  });

  it('shows the rules that a correlation builds on', async () => {
    const own = await put('own.yml', RULE + CORRELATION);

    const { code, out } = await run(['explain', own, '-'], JSON.stringify(EVENT));

    expect(code).toBe(1);
    expect(out).toContain('It correlates (event_count)');
    expect(out).toContain('Trails were looked at (own)\n✓ all of\n');
  });

  it('lets no event steer the terminal', async () => {
    const own = await put('own.yml', RULE);

    const { out } = await run(['explain', own, '-'], JSON.stringify({ eventName: '\u001b[31m\u202e' }));

    expect(out).not.toContain('\u001b');
    expect(out).not.toContain('\u202e');
  });

  it.each([
    ['nothing', ['explain'], 'Expected a rule'],
    ['an unknown rule', ['explain', 'no-such-rule', '-'], 'There is no rule "no-such-rule"'],
    ['an event that is no JSON', ['explain', builtinRules[0]?.id ?? '', '-'], 'cannot be read as JSON'],
    ['a file that is not there', ['explain', 'gone.yml', '-'], 'gone.yml'],
    ['no command', [], 'No command given'],
    ['an unknown command', ['run'], 'There is no command "run"'],
    ['an unknown option', ['list', '--colour'], "Unknown option '--colour'"],
    ['an unknown format', ['list', '--format', 'xml'], 'Unknown format "xml"'],
    ['nothing to check', ['lint'], 'No file given'],
    ['nothing to test', ['test'], 'No rules given'],
  ])('refuses %s', async (_, args, message) => {
    const { code, out, err } = await run(args);

    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(out).toBe('');
  });

  it('refuses several events, and a file of several rules', async () => {
    const own = await put('own.yml', RULE + RULE.replace(/own|looked_at/gu, 'x').replace(/^/u, '---\n'));

    expect(await run(['explain', 'own', '-', '--rules', own], '[1,2]')).toMatchObject({ code: 2 });
    expect(await run(['explain', own, '-'], '{}')).toMatchObject({
      code: 2,
      err: expect.stringContaining('holds 2 rules; expected one, or with --rules the id of one: own, x.'),
    });
  });
});

describe('trailbolt rules coverage', () => {
  it('names the techniques with their rules, the most severe first', async () => {
    const own = await put('own.yml', `${RULE}---\n${RULE.replace(/own|looked_at/gu, 'x').replace('low', 'high')}`);

    const args = ['coverage', '--no-builtin', '--rules', own];

    expect(await run(args)).toEqual({
      code: 0,
      out:
        'TECHNIQUE  LEVEL  RULE\n' +
        'T1580      high   Trails were looked at\n' +
        '           low    Trails were looked at\n',
      err: '1 techniques by 2 rules; 0 rules name none\n',
    });
    expect(linesOf((await run([...args, '--format', 'ndjson'])).out)).toEqual([
      { technique: 'T1580', rules: [expect.objectContaining({ id: 'own' }), expect.objectContaining({ id: 'x' })] },
    ]);
  });
});

it('trailbolt rules --help says what there is', async () => {
  const { code, out } = await run(['--help']);

  expect(code).toBe(0);
  expect(out).toMatch(/^Usage: trailbolt rules .*Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /su);
});
