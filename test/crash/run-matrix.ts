import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsAccountRoles } from '../../src/adapters/aws/aws-accounts.ts';
import { bundle } from '../../src/build/bundle.ts';
import { createSandboxAws, type SandboxAws } from '../../src/sandbox/aws/account.ts';
import type { AwsPermission } from '../../src/ports/aws.ts';
import { readRequest } from '../../src/remediate/request-store.ts';
import { actionBench } from '../contract/actions/action-bench.ts';
import type { ActionFixture } from '../contract/actions/action-fixture.ts';
import { actionSite, isChanging, type ActionSite } from '../contract/actions/action-site.ts';

/** Longer than the lease of the dead. */
const LATER_MS = 10 * 60_000;

/** Points that one more look at AWS takes: a timer, and coming back. */
const LOOK = 3;

/** A point that no run reaches. */
const NEVER = 0;

/** Calls that are not named by the right that they need. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  's3:PutBucketPublicAccessBlock': ['s3:PutPublicAccessBlock', 's3:DeletePublicAccessBlock'],
};

type Way = 'run' | 'undo';

/** What a run has left: how it ended, the calls that changed AWS, and the audit. */
interface Left {
  readonly ended: string;
  readonly calls: Readonly<Record<string, number>>;
  readonly audit: readonly string[];
  readonly chain: unknown;
}

/**
 * Kills a worker at points of the run of an action, and of its undo, one target after another; lets another worker take
 * over, and compares what is left with what an undisturbed run leaves: the same calls, each once, the same state, the same audit.
 *
 * @param pick which of so many points to die at.
 */
export function killRuns(fixtures: readonly ActionFixture[], pick: (points: number) => readonly number[]): void {
  let aws: SandboxAws;
  let site: ActionSite;
  let roles: AwsAccountRoles;
  let folder: string;
  let scenes = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trailbolt-runs-'));
    const entries = { index: 'test/support/crash-run-worker.ts' };
    await bundle({ name: 'runs', entries, folder: '', extension: '.mjs', shebang: false, slimBolt: false }, folder);
    // Each point launches instances of its own.
    aws = await createSandboxAws({ transitionMs: 50, vcpuQuotas: { standard: 4096, p: 256, g: 128 } });
    const { account, region, imageId, credentials } = aws.demo;
    roles = { readRole: aws.demo.roles.read, actRole: aws.demo.roles.act, iamActRole: aws.demo.roles.iamAct };
    site = actionSite({
      account,
      imageId,
      admin: { endpoint: aws.url, region, credentials: credentials.admin },
      worker: credentials.worker,
      roles,
      close: () => aws.close(),
    });
  });
  afterAll(async () => {
    await site?.close();
    await rm(folder, { recursive: true, force: true });
  });

  type Case = [name: string, way: Way, fixture: ActionFixture, needs: AwsPermission | undefined];
  const ways = fixtures.flatMap((fixture) =>
    (fixture.alternatives ?? [undefined]).flatMap((needs): Case[] => {
      const name = needs === undefined ? fixture.action.id : `${fixture.action.id} (${needs})`;
      return [
        [name, 'run', fixture, needs],
        ...(fixture.action.reverse === undefined ? [] : [[name, 'undo', fixture, needs] as Case]),
      ];
    }),
  );

  describe.each(ways)('%s, its %s', (name, way, fixture, needs) => {
    // One test for all points: how many there are only the first run tells.
    test('leaves the same, wherever the worker dies', { timeout: 600_000 }, async () => {
      const quiet = await dieAt(NEVER);
      expect(quiet.left.ended).toMatch(/^succeeded/);
      expect(quiet.left.chain).toBeUndefined();
      const points = pick(Number(quiet.end));
      expect(points.length).toBeGreaterThan(0);
      let died = 0;
      for (const point of points) {
        const { end, left } = await dieAt(point);
        // Where AWS is quicker than the first time, the worker looks once less and is done before the last points.
        const early = Number(quiet.end) - Number(end) <= LOOK && Number(end) < point;
        if (!early) expect(end, `at point ${point} of ${quiet.end}`).toBe('SIGKILL');
        died += end === 'SIGKILL' ? 1 : 0;
        expect(left, `after a death at point ${point} of ${quiet.end}`).toEqual(quiet.left);
      }
      expect(died).toBeGreaterThan(0);
      process.stdout.write(`${name}, ${way}: ${died} of ${quiet.end} points\n`);
    });

    async function dieAt(point: number): Promise<{ readonly end: string; readonly left: Left }> {
      const path = join(folder, `scene${(scenes += 1)}`);
      const files = { store: `${path}.sqlite`, audit: `${path}-audit.sqlite` };
      const arranged = await fixture.arrange(site, needs);
      const original = await fixture.state(site, arranged.target);
      const bench = await actionBench(site, fixture.action, arranged, files);
      const first = await bench.approve(await bench.plan());
      const request = way === 'run' ? first : await bench.approve(await bench.planUndo((await bench.finish(first)).id));
      const before = callsOf(fixture);
      const end = await work({ ...files, action: fixture.action.id, request: request.id, point });
      bench.later(LATER_MS);
      const done = await bench.finish((await readRequest(bench.ports.store, request.id)).value);
      const entries = (await bench.ports.audit.read(done.caseId)).filter(({ data }) => data['request'] === request.id);
      const after = callsOf(fixture);
      const left: Left = {
        ended: done.state,
        calls: Object.fromEntries(Object.entries(after).map(([call, count]) => [call, count - (before[call] ?? 0)])),
        audit: entries.map(
          ({ event, data }) => `${event} ${typeof data['step'] === 'string' ? stepName(data['step']) : ''}`,
        ),
        chain: await bench.ports.audit.verify(done.caseId),
      };
      await bench.close();
      const expected = way === 'run' ? fixture.after(original) : (fixture.undone?.(original) ?? original);
      expect(await fixture.state(site, arranged.target), `after a death at point ${point}`).toEqual(expected);
      return { end, left };
    }
  });

  /** How often AWS got each call that the action or its undo may make. */
  function callsOf({ action }: ActionFixture): Record<string, number> {
    const all = [...action.permissions.act, ...(action.reverse?.permissions.act ?? [])].filter(isChanging);
    return Object.fromEntries(
      all.map((permission) => [
        permission,
        (CALLS[permission] ?? [permission]).reduce((sum, name) => sum + aws.control.faults.calls(name), 0),
      ]),
    );
  }

  /** Gives the signal that ended the worker, or how many points it passed. */
  async function work(scene: {
    readonly store: string;
    readonly audit: string;
    readonly action: string;
    readonly request: string;
    readonly point: number;
  }): Promise<string> {
    const child = spawn(process.execPath, [join(folder, 'index.mjs')], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        ...process.env,
        STORE: scene.store,
        AUDIT: scene.audit,
        ACTION: scene.action,
        REQUEST: scene.request,
        ROLES: JSON.stringify(roles),
        CRASH_AT: String(scene.point),
      },
    });
    let passed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      passed += text;
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) =>
        resolve(signal ?? (code === 0 ? passed.trim() : `exit code ${String(code)}`)),
      );
    });
  }
}

/** Steps are named after what they are about, which differs from scene to scene: `snapshot`. */
function stepName(step: string): string {
  return step.split(' ', 1)[0] ?? '';
}
