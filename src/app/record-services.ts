import { createHash } from 'node:crypto';
import { redactRecord } from '../alert/redact-record.ts';
import { readStanding } from '../cases/case-store.ts';
import { TrailboltError } from '../errors.ts';
import type { RecordSummary } from '../model/alert.ts';
import type { JsonObject } from '../model/json.ts';
import type { Person } from '../model/person.ts';
import type { ShownRecord } from '../model/shown-record.ts';
import type { SlackServices } from '../slack/services.ts';
import { EVENT_ID } from '../trail/queries.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** The history rounds times to the second, in milliseconds. */
const AROUND_MS = 60_000;

/** Shows a record of a case, once it is written down who looks at it. */
export function createRecordServices(ports: WorkerPorts): Pick<SlackServices, 'record'> {
  const { store, audit, clock } = ports;

  async function wholeRecord(summary: RecordSummary): Promise<Pick<ShownRecord, 'json' | 'missing'>> {
    const { account, region, eventID, eventTime } = summary;
    const at = Date.parse(eventTime);
    const kept = JSON.parse(JSON.stringify(summary)) as JsonObject;
    if (!EVENT_ID.test(eventID) || !Number.isFinite(at))
      return { json: kept, missing: 'The record has no id by which CloudTrail could be asked for it.' };
    try {
      const { records } = await ports.history.lookup({
        account,
        region,
        attribute: { key: 'EventId', value: eventID.toLowerCase() },
        from: at - AROUND_MS,
        to: at + AROUND_MS,
      });
      const record = records.find((one) => one['eventID'] === eventID);
      if (record !== undefined) return { json: redactRecord(record) };
      return {
        json: kept,
        missing:
          "CloudTrail's event history does not have it: it keeps what manages resources for 90 days, and is some minutes late.",
      };
    } catch (error) {
      if (!(error instanceof TrailboltError)) throw error;
      return { json: kept, missing: error.message };
    }
  }

  return {
    async record({ caseId, pick, person, key }) {
      const { value: it } = await readStanding(store, caseId);
      const choices = it.records.map((summary) => ({ id: choiceOf(summary), summary }));
      const chosen = choices.find(({ id }) => id === pick) ?? choices[0];
      if (chosen === undefined)
        throw new TrailboltError('record.none', `Case ${it.id} has no record; somebody opened it by hand.`);
      // Before anything is shown: whoever looked cannot have looked unseen.
      await audit.append(entryOf(it.id, chosen.summary, person, key, clock.now()));
      return {
        caseId: it.id,
        lines: it.lines,
        choices,
        picked: chosen.id,
        summary: chosen.summary,
        ...(await wholeRecord(chosen.summary)),
      };
    },
  };
}

function entryOf(chain: string, { eventID, eventName }: RecordSummary, { id: who }: Person, key: string, now: number) {
  return {
    id: `record.shown:${key}`,
    chain,
    at: new Date(now).toISOString(),
    event: 'record.shown',
    who,
    data: { eventID, eventName },
  };
}

/** Short enough for a menu of Slack, whatever the record says. */
function choiceOf({ eventID }: RecordSummary): string {
  return createHash('sha256').update(eventID).digest('hex').slice(0, 16);
}
