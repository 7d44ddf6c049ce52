import { DatabaseSync } from 'node:sqlite';
import { readFile, writeFile } from 'node:fs/promises';
import { createAudit } from '../../src/adapters/audit.ts';
import { createJsonLog } from '../../src/adapters/json-log.ts';
import { createLocalJobs, type LocalJobs } from '../../src/adapters/local/local-jobs.ts';
import { systemClock as clock } from '../../src/adapters/local/system-clock.ts';
import { openStore } from '../../src/adapters/open-store.ts';
import { startHostFrom } from '../../src/app/from/host.ts';
import type { Audit } from '../../src/ports/audit.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Cast } from '../../src/sandbox/slack/cast.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';

/** Trailbolt as one host under attack, with what an attacker cannot see: its store, its audit and its log. */
export interface AttackedHost {
  readonly world: World;
  /** Where Slack's requests go. */
  readonly url: string;
  readonly store: Store;
  readonly audit: Audit;
  readonly jobs: LocalJobs;
  /** Lines of the log so far. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** What Trailbolt knows and has done so far, down to versions: the same twice means that nothing was done in between. */
  deeds(): readonly string[];
  close(): Promise<void>;
}

/** The poster's bookkeeping, which goes on when nothing happens. */
const RESTLESS = 'outbox-lease';

export async function startAttackedHost(
  options: {
    readonly editPolicy?: (text: string) => string;
    readonly cast?: Cast;
    /** Of Trailbolt, besides what the world gives it. */
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Promise<AttackedHost> {
  const world = await createWorld({
    // Enough for a test to launch instances by the dozen.
    aws: { deliveryMs: 100, transitionMs: 300, lookupLagMs: 0, vcpuQuotas: { standard: 4000, p: 4000, g: 4000 } },
    // A test does in seconds what people do in hours. Trailbolt keeps to Slack's pace of messages by itself.
    slack: { rateScale: 20, ...(options.cast === undefined ? {} : { cast: options.cast }) },
  });
  const environment: Record<string, string> = { ...world.environment, ...options.environment };
  const file = environment['TRAILBOLT_POLICY']?.slice('file:'.length) ?? '';
  // Each attack wants to see the card of its own case, however many there were before.
  const unheld = (await readFile(file, 'utf8')).replace(/cards: 30$/m, 'cards: 100');
  await writeFile(file, options.editPolicy?.(unheld) ?? unheld);
  Object.assign(process.env, environment);
  const log: Record<string, unknown>[] = [];
  const host = await startHostFrom(
    { ...environment, TRAILBOLT_PORT: '0' },
    createJsonLog((line) => {
      log.push(JSON.parse(line) as Record<string, unknown>);
      if (process.env['TRAILBOLT_TEST_LOG'] !== undefined) process.stderr.write(`${line}\n`);
    }),
  );
  const url = host.url ?? '';
  await world.slack.setRequestUrl(url);
  const [store, auditStore] = await Promise.all([
    openStore(environment['TRAILBOLT_STORE'] ?? ''),
    openStore(environment['TRAILBOLT_AUDIT_STORE'] ?? ''),
  ]);
  return {
    world,
    url,
    store,
    audit: createAudit(auditStore),
    jobs: createLocalJobs({ store, clock }),
    log,
    deeds: () => [
      ...itemsOf(environment['TRAILBOLT_STORE']),
      ...itemsOf(environment['TRAILBOLT_AUDIT_STORE']),
      ...world.slack.calls.map((call) => `slack ${call.at} ${call.method}`),
      ...world.slack.snapshot().views.map((view) => `view ${view.id}`),
    ],
    async close() {
      await host.stop();
      await Promise.all([store.close(), auditStore.close()]);
      await world.close();
    },
  };
}

/** Every document of a database with its version, but for those that change by themselves. */
function itemsOf(spec = ''): readonly string[] {
  const database = new DatabaseSync(spec.slice('sqlite:'.length), { readOnly: true });
  try {
    return database
      .prepare('SELECT partition, sort, version FROM items ORDER BY partition, sort')
      .all()
      .filter((row) => row['partition'] !== RESTLESS)
      .map((row) => `${String(row['partition'])} ${String(row['sort'])} ${String(row['version'])}`);
  } finally {
    database.close();
  }
}
