import { TrailboltError } from '../../errors.ts';
import type { SandboxAws } from '../aws/account.ts';
import type { Scenario } from '../contract.ts';
import { backdoorUser } from './backdoor-user.ts';
import { consoleWithoutMfa } from './console-without-mfa.ts';
import { insider } from './insider.ts';
import { leakedKeyMinesCoins } from './leaked-key-mines-coins.ts';
import { machineStandsOpen } from './machine-stands-open.ts';
import { portOpened } from './port-opened.ts';
import { quietDay } from './quiet-day.ts';
import { ransomInS3 } from './ransom-in-s3.ts';
import type { PlayableScenario, PlayOptions } from './scenario.ts';
import { snapshotShared } from './snapshot-shared.ts';
import { trailStopped } from './trail-stopped.ts';
import { travels } from './travels.ts';

const ALL: readonly PlayableScenario[] = [
  leakedKeyMinesCoins,
  backdoorUser,
  snapshotShared,
  portOpened,
  machineStandsOpen,
  ransomInS3,
  consoleWithoutMfa,
  travels,
  insider,
  trailStopped,
  quietDay,
];

/** The scenarios as the page lists them. */
export const scenarios: readonly Scenario[] = ALL.map(({ id, title, story }) => ({ id, title, story }));

/**
 * Plays a scenario against the account; by default slowly enough for people to follow.
 *
 * @throws TrailboltError `sandbox.no-such-scenario`, `sandbox.scenario-stopped`.
 */
export async function playScenario(id: string, aws: SandboxAws, options: Partial<PlayOptions> = {}): Promise<void> {
  const scenario = ALL.find((one) => one.id === id);
  if (scenario === undefined) {
    throw new TrailboltError('sandbox.no-such-scenario', `The sandbox has no scenario "${id}".`);
  }
  await scenario.play(aws, { pauseMs: 400, ...options });
}
