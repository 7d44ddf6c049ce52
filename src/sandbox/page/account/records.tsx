import type { AwsSnapshot } from '../../contract.ts';
import { timeInZone } from '../clock-time.ts';
import { principalName } from './thing.ts';

const SHOWN = 40;

/** The newest CloudTrail records; those in `fresh` came just now. */
export function Records({ records }: Pick<AwsSnapshot, 'records'>) {
  return (
    <section class="panel-section" aria-label="CloudTrail records">
      <details open>
        <summary>
          <h3>
            CloudTrail records <span class="quiet">{records.length}</span>
          </h3>
        </summary>
        {records.length === 0 && <p class="empty">No API call recorded yet.</p>}
        <ul>
          {records.slice(0, SHOWN).map((record) => (
            <li key={record.eventID} class="thing" data-testid={`record/${record.eventID}`}>
              <div class="thing-head">
                <code>{record.eventName}</code>
                <time class="quiet" dateTime={new Date(record.at).toISOString()}>
                  {timeInZone(record.at)}
                </time>
              </div>
              <div class="quiet">
                <span class="principal" title={record.actor}>
                  {principalName(record.actor)}
                </span>{' '}
                · {record.region}
              </div>
              {record.error !== undefined && <div class="state bad">{record.error}</div>}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
