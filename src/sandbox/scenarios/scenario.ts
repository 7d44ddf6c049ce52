import type { SandboxAws } from '../aws/account.ts';
import type { Scenario } from '../contract.ts';

export interface PlayOptions {
  /** Milliseconds between two steps; 0 plays as fast as the calls are answered. Asked before each step. */
  readonly pauseMs: number | (() => number);
  /** Ends it before its next step. */
  readonly signal?: AbortSignal;
}

/** A scenario that can be played: its steps are calls of the real SDK clients, one after the other. */
export interface PlayableScenario extends Scenario {
  /**
   * Resolves when the last call is answered. Playing again is possible at any time.
   *
   * @throws TrailboltError `sandbox.scenario-stopped` where the account refuses a step that the story needs, for example
   * because somebody deactivated the key meanwhile, or where the signal ends it.
   */
  play(aws: SandboxAws, options: PlayOptions): Promise<void>;
}
