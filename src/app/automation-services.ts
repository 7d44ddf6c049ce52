import { TrailboltError } from '../errors.ts';
import { holdAnnounced } from '../remediate/announced.ts';
import { readArming, readRehearsals, setArmed } from '../remediate/arming.ts';
import { actionById } from '../remediate/procedures.ts';
import type { RunPorts } from '../remediate/running.ts';
import type { AutomationServices } from '../slack/automation-services.ts';

/** What the Slack stage asks of automations. */
export function createAutomationServices(runs: RunPorts): AutomationServices {
  return {
    async automations() {
      const { automations } = await runs.policy();
      return Promise.all(
        automations.map(async (automation) => {
          const [armed, { newest, more }] = await Promise.all([
            readArming(runs.store, automation),
            readRehearsals(runs.store, automation.name),
          ]);
          const title = actionById(runs.actions, automation.action).title.one;
          return { automation, title, armed, rehearsals: newest, more };
        }),
      );
    },
    async setArmed({ name, seen, armed, person, key }) {
      const automation = (await runs.policy()).automations.find((one) => one.name === name);
      if (automation === undefined)
        throw new TrailboltError('automation.unknown', `The policy has no automation ${name.slice(0, 40)}.`);
      // Whoever arms it has to have seen what it is now.
      if (armed && automation.digest !== seen)
        throw new TrailboltError(
          'automation.changed',
          `The policy has changed ${name} since you saw it; look at /trail automations again.`,
        );
      await setArmed(runs, automation, armed, { person, key });
    },
    hold: (input) => holdAnnounced(runs, input),
  };
}
