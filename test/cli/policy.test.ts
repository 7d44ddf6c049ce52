import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policy } from '../../src/cli/policy.ts';
import type { CommandIo } from '../../src/cli/exit.ts';

const FILE = `version: 1
workspace: T0EXAMPLE
channels: { alerts: C0ALERTS }
accounts:
  - { id: '111122223333', alias: production }
  - { id: '444455556666', alias: vault }
people:
  - { slack: U0DAVE, name: Dave, aws: [dave@example.com] }
approvals:
  - name: all
    approvers: [U0ANA, U0BEN, U0DAVE, S0SEC]
  - name: databases
    tags: [{ key: service, value: database }]
    approvers: [U0BEN, S0DBA]
    quorum: 2
protected:
  accounts: ['444455556666']
quiet-hours: { time-zone: Europe/Berlin, from: '22:00', to: '06:00', one-approval-more: [destructive] }
break-glass: { people: [U0ADA], channel: C0LEADS }
`;
const DAY = ['--at', '2026-11-25T12:00:00Z'];
const DAVE = ['--suspect', 'dave@example.com'];
const TERMINATE = ['--action', 'terminate-instance', '--account', 'production', ...DAY, ...DAVE];

let folder: string;
let good: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
  good = join(folder, 'good.yaml');
  writeFileSync(good, FILE);
});

afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const io = {
    stdout: { write: (text: string) => ((out += text), true) },
    stderr: { write: (text: string) => ((err += text), true) },
  } as unknown as CommandIo;
  return { code: await policy(args, io), out, err };
}

const explain = (...args: string[]) => run('explain', good, ...args);

describe('trailbolt policy check', () => {
  it('says of a good file that it is', async () => {
    const { code, out } = await run('check', good);

    expect(code).toBe(0);
    expect(out).toMatch(/good\.yaml: good, 2 accounts, 2 approval rules, digest [0-9a-f]{64}\n$/);
  });

  it('says every problem of every file, whether of form or of sense, in their order', async () => {
    const bad = join(folder, 'bad.yaml');
    writeFileSync(
      bad,
      FILE.replace('C0ALERTS', "'#alerts'")
        .replace("accounts: ['444455556666']", 'accounts: [nowhere]')
        .replace('quorum: 2', 'quorum: 99'),
    );

    const { code, out } = await run('check', bad, good);

    expect(code).toBe(1);
    expect(out.split('\n').map((line) => line.replace(`${folder}/`, ''))).toEqual([
      'bad.yaml:3:21 channels.alerts: expected a Slack channel id such as C0123ABCD (not its name)',
      'bad.yaml:15:13 approvals.1.quorum: expected a whole number from 1 to 10',
      'bad.yaml:17:13 protected.accounts: group nowhere is not under account-groups',
      expect.stringMatching(/^good\.yaml: good/),
      '',
    ]);
  });
});

describe('trailbolt policy explain', () => {
  it('says who could approve, and why others could not', async () => {
    const { code, out } = await explain(...TERMINATE, '--requester', 'U0ANA');

    expect(code).toBe(0);
    expect(out).toContain('2 must approve.');
    expect(out).toMatch(/^U0ANA .*may not \(person\.requester\)/m);
    expect(out).toMatch(/^U0BEN .*may approve$/m);
    expect(out).toMatch(/^U0DAVE {2}Dave .*may not \(person\.suspect\)/m);
    expect(out).toMatch(/^U0ADA .*in an emergency .*may not \(person\.not-listed\)/m);
    expect(out).toContain('S0SEC: only Slack knows who is in it; say it with --group S0SEC=U…,U….');
    expect(out).toContain('1 of 2 are known by name; the rest has to come from S0SEC.');
  });

  it('counts the members of a group that are given', async () => {
    const { code, out } = await explain(...TERMINATE, '--requester', 'U0ANA', '--group', 'S0SEC=U0EVE,U0FAY');

    expect(code).toBe(0);
    expect(out).toMatch(/^U0EVE .*may approve$/m);
    expect(out).toContain('Enough: 3 could approve, 2 must.');
  });

  it('says when they are too few: exit code 1', async () => {
    const { code, out } = await explain(
      ...TERMINATE,
      '--tag',
      'service=database',
      '--group',
      'S0SEC=',
      '--group',
      'S0DBA=',
    );

    expect(code).toBe(1);
    expect(out).toContain('Besides, rule “databases” holds because of a tag.');
    expect(out).toContain('Not enough: 1 could approve, 2 must.');
  });

  it.each([
    ['an actor whom nobody knows', [...DAY], 'not everybody behind the case is known'],
    ['the night', [...DAVE, '--at', '2026-11-25T22:30:00Z'], 'the hours are quiet'],
  ])('says that one more must because of %s', async (_what, args, words) => {
    const { out } = await explain('--action', 'terminate-instance', '--account', '111122223333', ...args);

    expect(out).toContain(`3 must approve; more because of: ${words}.`);
  });

  it.each([
    ['U0BEN', 0],
    ['U0DAVE', 1],
    ['U0STRANGER', 1],
  ])('answers for %s alone with exit code %i', async (person, code) => {
    expect((await explain(...TERMINATE, '--person', person)).code).toBe(code);
  });

  it.each([
    ['a protected account', 'vault', 'The policy protects account 444455556666'],
    ['an account that it does not know', '999988887777', 'Account 999988887777 is not in the policy'],
  ])('says that nobody may on %s', async (_what, account, words) => {
    const { code, out } = await explain('--action', 'terminate-instance', '--account', account);

    expect(code).toBe(1);
    expect(out).toContain(words);
  });
});

describe('trailbolt policy route', () => {
  const ROUTED = `${FILE}routing:
  - { name: incidents, channel: C0INCIDENTS, levels: [critical], rules: ['cloudtrail-*'] }
escalation: { mention: [S0ONCALL], pager-topic: 'arn:aws:sns:eu-central-1:111122223333:on-call' }
`;
  let routed: string;
  beforeAll(() => {
    routed = join(folder, 'routed.yaml');
    writeFileSync(routed, ROUTED);
  });

  it('says which channel a case would begin in, why, and who is called to it', async () => {
    const { code, out } = await run(
      'route',
      routed,
      '--account',
      'production',
      '--level',
      'critical',
      '--rule',
      'cloudtrail-stopped',
    );

    expect(code).toBe(0);
    expect(out).toContain('critical in production (111122223333): C0INCIDENTS, route “incidents” decides');
    expect(out).toContain('S0ONCALL after 10 minutes, arn:aws:sns:eu-central-1:111122223333:on-call after 20');
  });

  it('says that no route fits, and that nobody is called', async () => {
    const milder = await run('route', routed, '--account', '999988887777', '--level', 'low');
    const without = await run('route', good, '--account', 'production', '--level', 'critical');

    expect(milder.out).toBe(
      'low in 999988887777 (not in the policy): C0ALERTS, no route fits, so it is the alerts channel\n',
    );
    expect(without.out).toContain('Nobody is called');
  });
});

describe('wrong use', () => {
  it.each([
    [[]],
    [['fly']],
    [['check']],
    [['check', 'no-such-file.yaml']],
    [['explain']],
    [['explain', 'GOOD']],
    [['explain', 'GOOD', '--action', 'fly', '--account', 'production']],
    [['explain', 'GOOD', '--action', 'terminate-instance']],
    [['explain', 'GOOD', ...TERMINATE, '--at', 'noon']],
    [['explain', 'GOOD', ...TERMINATE, '--group', 'security=ana']],
    [['explain', 'GOOD', ...TERMINATE, '--tag', '=x']],
    [['explain', 'GOOD', '--colour']],
    [['route', 'GOOD']],
    [['route', 'GOOD', '--level', 'worst', '--account', 'production']],
    [['route', 'GOOD', '--level', 'low']],
    [['route', 'GOOD', '--level', 'low', '--account', 'production', '--colour']],
  ])('%j has exit code 2, and says what was expected', async (args) => {
    const { code, err } = await run(...args.map((word) => (word === 'GOOD' ? good : word)));

    expect(code).toBe(2);
    expect(err).not.toBe('');
  });

  it('is explaining a policy with problems, which are named', async () => {
    const bad = join(folder, 'worse.yaml');
    writeFileSync(bad, 'version: 2\n');

    const { code, err } = await run('explain', bad, ...TERMINATE);

    expect(code).toBe(2);
    expect(err).toContain('expected version: 1');
  });

  it('is not asking for help', async () => {
    expect(await run('explain', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('Exit codes:') });
  });
});
