import { expect, test } from 'vitest';
import { detectFrom } from '../../src/app/from/detect.ts';
import { frontFrom } from '../../src/app/from/front.ts';
import { startHostFrom } from '../../src/app/from/host.ts';
import { notifyFrom } from '../../src/app/from/notify.ts';
import { workerQueueFrom } from '../../src/app/from/worker-queue.ts';
import {
  DETECT_SETTINGS,
  FRONT_SETTINGS,
  HOST_SETTINGS,
  NOTIFY_SETTINGS,
  SETTINGS,
  WORKER_SETTINGS,
  type Environment,
  type Setting,
  type SettingName,
} from '../../src/config/environment.ts';
import type { Log } from '../../src/ports/log.ts';
import { testLog } from '../support/test-log.ts';

type Start = (environment: Environment, log: Log) => Promise<unknown>;

const PROCESSES: readonly (readonly [string, Start, readonly SettingName[]])[] = [
  ['detect', detectFrom, DETECT_SETTINGS],
  ['notify', notifyFrom, NOTIFY_SETTINGS],
  ['slack', frontFrom, FRONT_SETTINGS],
  ['worker', workerQueueFrom, WORKER_SETTINGS],
  // Over HTTP, as here, where no app token is set.
  ['host', startHostFrom, [...HOST_SETTINGS, 'SLACK_SIGNING_SECRET']],
];

const SECRET = 'do-not-show-7f3a9c';

async function refusalOf(start: Start, environment: Environment): Promise<string> {
  try {
    await start(environment, testLog);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('It started.');
}

function isRequired(name: SettingName): boolean {
  const setting: Setting = SETTINGS[name];
  return setting.optional !== true;
}

test.each(PROCESSES)(
  '%s with an empty environment names everything that is missing, at once',
  async (_name, start, names) => {
    const sentence = await refusalOf(start, {});

    const required = names.filter(isRequired);
    expect(required.length).toBeGreaterThan(2);
    for (const name of required) expect(sentence).toContain(`${name} is missing`);
  },
);

test.each(PROCESSES)(
  '%s with wrong settings names every one of them, and shows no value',
  async (_name, start, names) => {
    const wrong = names.filter((name) => 'pattern' in SETTINGS[name] && name !== 'SLACK_APP_TOKEN');

    const sentence = await refusalOf(start, Object.fromEntries(wrong.map((name) => [name, valueFor(name)])));

    for (const name of wrong) expect(sentence).toContain(`${name} is not `);
    expect(sentence).not.toContain(SECRET);
  },
);

test.each(PROCESSES)('%s with a secret in every setting shows none of them', async (_name, start, names) => {
  const environment = Object.fromEntries(names.map((name) => [name, `${SECRET}-${name}`]));

  expect(await refusalOf(start, environment)).not.toContain(SECRET);
});

/** Something that the setting cannot be: too short for a secret, no ARN, no URL, no number. */
function valueFor(name: SettingName): string {
  return name === 'SLACK_SIGNING_SECRET' ? SECRET.slice(0, 5) : SECRET;
}
