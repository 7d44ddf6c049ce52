import type { SandboxAws } from '../aws/account.ts';
import type { Scenario } from '../contract.ts';

export interface PlayOptions {
  /** Milliseconds between two steps; 0 plays as fast as the calls are answered. */
  readonly pauseMs: number;
}

/** A scenario that can be played: its steps are calls of the real SDK clients, one after the other. */
export interface PlayableScenario extends Scenario {
  /**
   * Resolves when the last call is answered. Playing again is possible at any time.
   *
   * @throws TrailboltError `sandbox.scenario-stopped` where the account refuses a step that the story needs, for example
   * because somebody deactivated the key meanwhile.
   */
  play(aws: SandboxAws, options: PlayOptions): Promise<void>;
}
