import { parseArgs } from 'node:util';
import { openDynamoStore } from '../../src/adapters/aws/dynamodb-store.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import type { Store } from '../../src/ports/store.ts';
import { startDynamo } from '../contract/dynamo-emulator.ts';
import { measureStorm, type StormResult, type StormSize } from './storm.ts';

// `npm run storm [-- --alerts 10000 --pairs 500 --dynamo-alerts 2000]`: a storm of alerts within one minute, in three channels,
// against the sandbox's Slack with its rate limits, on a simulated clock: over SQLite, over SQLite with Slack away for the first
// hour, and over DynamoDB (an emulator, hence smaller). Exit code 1 where anything was lost, unseen, late or answered 429.

const { values } = parseArgs({
  options: {
    alerts: { type: 'string', default: '10000' },
    pairs: { type: 'string', default: '500' },
    'dynamo-alerts': { type: 'string', default: '2000' },
  },
});
const size: StormSize = { alerts: Number(values.alerts), pairs: Number(values.pairs) };
/** A critical card that waits longer is late, in seconds: the first one of a channel. */
const FIRST_SECONDS = 5;

const sqlite = (now: () => number): Promise<Store> => Promise.resolve(openSqliteStore(':memory:', { now }));
const dynamo = await startDynamo();
const table = await dynamo.createTable();
const dynamodb = (now: () => number): Promise<Store> =>
  Promise.resolve(openDynamoStore({ table, now, client: dynamo.client }));

/** A channel without a critical case has no such time. */
function secondsOf(seconds: number): string {
  return Number.isFinite(seconds) ? seconds.toFixed(1) : '–';
}

function print(title: string, { channels, ...all }: StormResult): void {
  console.log(`\n${title}`);
  console.table(
    channels.map((one) => ({
      ...one,
      firstCriticalSeconds: secondsOf(one.firstCriticalSeconds),
      lastCriticalSeconds: secondsOf(one.lastCriticalSeconds),
    })),
  );
  console.table([{ ...all, minutes: all.minutes.toFixed(1), recordingSeconds: all.recordingSeconds.toFixed(1) }]);
}

let bad = false;
async function run(title: string, of: StormSize, open: (now: () => number) => Promise<Store>): Promise<void> {
  const result = await measureStorm(of, open);
  print(`${title}: ${of.alerts.toLocaleString('en-US')} alerts, ${of.pairs} rules × actors`, result);
  const late =
    of.slackAwayMinutes === undefined &&
    result.channels.some(
      ({ criticalCases, firstCriticalSeconds }) => criticalCases > 0 && firstCriticalSeconds > FIRST_SECONDS,
    );
  const hidden = result.channels.some((one) => one.criticalCards !== one.criticalCases);
  if (result.lost !== 0 || result.unseen !== 0 || result.rateLimited > 0 || result.waiting > 0 || late || hidden)
    bad = true;
}

await run('SQLite', size, sqlite);
await run('SQLite, Slack away for the first hour', { ...size, slackAwayMinutes: 60 }, sqlite);
await run('SQLite, all by one actor', { ...size, pairs: size.alerts, shape: 'one actor' }, sqlite);
await run('SQLite, each in an account of its own', { ...size, pairs: size.alerts / 2, shape: 'accounts' }, sqlite);
await run('DynamoDB', { ...size, alerts: Math.min(size.alerts, Number(values['dynamo-alerts'])) }, dynamodb);
await dynamo.stop();
process.exitCode = bad ? 1 : 0;
