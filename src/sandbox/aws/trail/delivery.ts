import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { CloudTrailRecord } from '../../../model/record.ts';
import type { AccountState } from '../state/account.ts';
import { fileId } from '../state/ids.ts';
import type { HistoryEntry, TrailRecord } from '../state/trails.ts';
import { trailsFor } from './trail.ts';

const compress = promisify(gzip);

/** Events of one trail and one Region that wait to be written. */
interface Batch {
  readonly trail: TrailRecord;
  readonly region: string;
  readonly records: CloudTrailRecord[];
}

/**
 * Writes log files as CloudTrail does: gzip objects of `{"Records": [...]}`, one per trail, Region and delivery, then a
 * notice on the trail's SNS topic ("How CloudTrail works" and "CloudTrail log file name format"). What cannot be written
 * is kept and tried again at the next delivery.
 */
export class TrailDelivery {
  readonly #account: AccountState;
  readonly #everyMs: number;
  #waiting = new Map<string, Batch>();
  #due = false;
  #held = false;
  #duplicates = 0;
  #extraMs = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(account: AccountState, everyMs: number) {
    this.#account = account;
    this.#everyMs = everyMs;
  }

  /** Takes an event for those of the trails that log it. */
  offer(entry: HistoryEntry, trails: readonly TrailRecord[]): void {
    for (const trail of trailsFor(trails, entry)) {
      const key = `${trail.arn} ${entry.region}`;
      const batch = this.#waiting.get(key) ?? { trail, region: entry.region, records: [] };
      batch.records.push(entry.record);
      this.#waiting.set(key, batch);
    }
    this.#plan();
  }

  /** The next `deliveries` objects come twice, as two objects with the same events: CloudTrail delivers at least once. */
  duplicate(deliveries: number): void {
    this.#duplicates += deliveries;
  }

  /** Deliveries from now on are this much later. */
  delay(ms: number): void {
    this.#extraMs = ms;
  }

  /** Nothing is delivered until `release`. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#plan();
  }

  /** Delivers what waits now; resolves when it is written and announced. Does nothing while held. */
  async flush(): Promise<void> {
    this.#running = this.#running.then(() => this.#deliver());
    await this.#running;
  }

  #plan(): void {
    if (this.#due || this.#held || this.#waiting.size === 0) return;
    this.#due = true;
    this.#account.schedule.after(this.#everyMs + this.#extraMs, () => {
      this.#due = false;
      void this.#deliverAndPlan();
    });
  }

  /** A failed delivery is told by GetTrailStatus, as on AWS, and what is left waits for the next. */
  async #deliverAndPlan(): Promise<void> {
    await this.flush();
    this.#plan();
  }

  async #deliver(): Promise<void> {
    if (this.#held) return;
    const batches = [...this.#waiting];
    this.#waiting = new Map();
    for (const [key, batch] of batches) {
      if (await this.#write(batch)) continue;
      const newer = this.#waiting.get(key)?.records ?? [];
      this.#waiting.set(key, { ...batch, records: [...batch.records, ...newer] });
    }
    if (batches.length > 0) this.#account.changed();
  }

  /** False where the object could not be written. */
  async #write({ trail, region, records }: Batch): Promise<boolean> {
    const { storage, schedule, id } = this.#account;
    const copies = this.#duplicates > 0 ? 2 : 1;
    const body = await compress(JSON.stringify({ Records: records }));
    const keys: string[] = [];
    try {
      for (let copy = 0; copy < copies; copy++) {
        const key = objectKey(trail, id, region, schedule.now());
        await storage.putObject(trail.bucket, key, body);
        keys.push(key);
      }
    } catch (error) {
      trail.latestDeliveryError = error instanceof Error ? error.message : String(error);
      return false;
    }
    this.#duplicates = Math.max(0, this.#duplicates - 1);
    trail.latestDelivery = schedule.now();
    delete trail.latestDeliveryError;
    await this.#announce(trail, keys);
    return true;
  }

  /** A notice that fails is not repeated: the object is there, and CloudTrail only tells the error. */
  async #announce(trail: TrailRecord, keys: readonly string[]): Promise<void> {
    if (trail.topicArn === undefined) return;
    try {
      for (const key of keys) {
        const notice = JSON.stringify({ s3Bucket: trail.bucket, s3ObjectKey: [key] });
        await this.#account.storage.publish(trail.topicArn, notice);
      }
      trail.latestNotification = this.#account.schedule.now();
      delete trail.latestNotificationError;
    } catch (error) {
      trail.latestNotificationError = error instanceof Error ? error.message : String(error);
    }
  }
}

/** "CloudTrail log file name format", AWS CloudTrail User Guide. */
function objectKey(trail: TrailRecord, account: string, region: string, now: number): string {
  const iso = new Date(now).toISOString();
  const day = iso.slice(0, 10).replaceAll('-', '/');
  const minute = `${iso.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
  const prefix = trail.prefix === '' ? '' : `${trail.prefix}/`;
  return `${prefix}AWSLogs/${account}/CloudTrail/${region}/${day}/${account}_CloudTrail_${region}_${minute}_${fileId()}.json.gz`;
}
