import { TrailboltError } from '../errors.ts';
import { accountOf } from '../model/actor-of.ts';
import { isObject } from '../model/json.ts';
import { recordOf } from '../model/prefilter.ts';
import type { Prefilter } from '../model/prefilter.ts';
import type { CloudTrailRecord, Provenance, SourcedRecord } from '../model/record.ts';
import type { Source } from '../model/source.ts';
import type { TrailObjects } from '../ports/trail-source.ts';
import { Chunks, ConsumerError, type Consume } from './chunks.ts';
import { contentsOf, isFromTrail, type Content } from './contents.ts';
import { decodeLogs } from './decode-logs.ts';
import { itemsOf, type Item } from './items.ts';
import { INGEST_LIMITS, type IngestLimits } from './limits.ts';
import { readRecords } from './read-records.ts';
import { scannerFor } from './scanner/own-accounts.ts';
import { Problems, Tally, type IngestResult } from './result.ts';
import { isKnownAnnouncer, judgeEvent, judgeLogs, judgeObject, type Verdict } from './trust.ts';

export interface IngestOptions {
  readonly sources: readonly Source[];
  readonly objects: TrailObjects;
  readonly limits?: Partial<IngestLimits>;
  /** Tells which records of a file nobody wants: those are counted, and not handed on. Absent: all are wanted. */
  readonly prefilter?: Prefilter;
  /** Takes the fields of a record of which the prefilter wants no more, as `KEY_FIELDS` names them. */
  takeKeyFields?(record: CloudTrailRecord): Promise<void>;
  /** Is told the name of a source that records have come through. */
  sawSource?(name: string): void;
}

/**
 * Takes one event as Lambda delivers it, and hands its records to `consume` in bounded chunks, never mixing items.
 * Never rejects: what cannot be read, and what the consumer throws, fails the one item that it belongs to. An item of
 * which a part fails has its good records consumed all the same; its redelivery is harmless, since an `eventID` counts
 * once downstream.
 */
export type Ingest = (event: unknown, consume: Consume) => Promise<IngestResult>;

export function createIngest({ limits: given, ...options }: IngestOptions): Ingest {
  const limits: IngestLimits = { ...INGEST_LIMITS, ...given };
  return async (event, consume) => {
    const tally = new Tally();
    for (const item of itemsOf(event)) {
      tally.item();
      const visit = new ItemVisit({ ...options, item, limits, tally, consume });
      await visit.run();
    }
    return tally.result();
  };
}

interface VisitOptions extends Omit<IngestOptions, 'limits'> {
  readonly item: Item;
  readonly limits: IngestLimits;
  readonly tally: Tally;
  readonly consume: Consume;
}

/** The way of one item through ingest. Problems gather; the item fails once, with all of them. */
class ItemVisit {
  readonly #options: VisitOptions;
  readonly #chunks: Chunks;
  readonly #problems = new Problems();

  constructor(options: VisitOptions) {
    this.#options = options;
    this.#chunks = new Chunks(options.limits, options.consume, (records) => options.tally.consumed(records));
  }

  async run(): Promise<void> {
    const { item, sources, tally } = this.#options;
    if (item.transport !== 'unknown' && !isKnownAnnouncer(sources, item.announcer)) {
      tally.refuse(item.id, 'announcer-not-configured', describeAnnouncer(item));
      return;
    }
    try {
      for (const content of contentsOf(item)) await this.#take(content);
      await this.#chunks.flush();
    } catch (error) {
      // The consumer is down or refuses: reading on would only lose more time before the item comes again.
      if (!(error instanceof ConsumerError)) throw error;
      this.#problems.add(error.problem);
    }
    tally.fail(item.id, item.transport, this.#problems, item.raw);
  }

  async #take(content: Content): Promise<void> {
    switch (content.kind) {
      case 'object':
        return this.#takeObject(content.bucket, content.key);
      case 'event':
        return this.#takeEvent(content);
      case 'logs':
        return this.#takeLogs(content.data);
      case 'skipped':
        return this.#options.tally.skip(content.reason);
      case 'unreadable':
        this.#problems.add(content.problem);
    }
  }

  async #takeObject(bucket: string, key: string): Promise<void> {
    const { item, sources, objects, limits, prefilter, tally } = this.#options;
    const source = this.#settle(judgeObject(sources, item.announcer, bucket, key), `s3://${bucket}/${key}`);
    if (source === undefined) return;
    let bytes: AsyncIterable<Uint8Array>;
    try {
      bytes = await objects.open(bucket, key);
    } catch (error) {
      this.#problems.add(asProblem(error));
      return;
    }
    const provenance: Provenance = { source: source.name, kind: 's3', bucket, key };
    const scanner = prefilter && scannerFor(prefilter, source.accounts, limits);
    try {
      for await (const batch of readRecords(bytes, limits, { scanner })) {
        if (batch.some((read) => !('problem' in read))) this.#options.sawSource?.(source.name);
        for (const read of batch) {
          if ('problem' in read) this.#problems.add(read.problem);
          else if ('record' in read) await this.#takeRecord(read.record, provenance, source, read.size);
          else if ('skipped' in read) tally.consumed(read.skipped);
          else {
            tally.consumed(1);
            await this.#options.takeKeyFields?.(recordOf(read.keyFields));
          }
        }
      }
      // What is of one kind with a record of this file may be passed over only when that one was dealt with.
      await this.#chunks.flush();
    } catch (error) {
      scanner?.forget();
      throw error;
    }
  }

  async #takeEvent(content: Extract<Content, { kind: 'event' }>): Promise<void> {
    const { item, sources, tally } = this.#options;
    const verdict = judgeEvent(sources, item.announcer, content.source, content.account);
    const source = this.#settle(verdict, `${content.source} of account ${content.account}`);
    if (source === undefined) return;
    if (!isFromTrail(content.detailType)) {
      tally.skip('not-cloudtrail');
      return;
    }
    if (!isObject(content.detail)) {
      this.#problems.add(new TrailboltError('ingest.event-unreadable', 'The event has no record as its detail.'));
      return;
    }
    const provenance: Provenance = { source: source.name, kind: 'eventbridge' };
    await this.#takeRecord(content.detail as CloudTrailRecord, provenance, source, 0);
  }

  async #takeLogs(data: string): Promise<void> {
    const { item, sources, limits, tally } = this.#options;
    let delivery: Awaited<ReturnType<typeof decodeLogs>>;
    try {
      delivery = await decodeLogs(data, limits.logsBytes);
    } catch (error) {
      this.#problems.add(asProblem(error));
      return;
    }
    if (delivery.kind === 'control') {
      tally.skip('control-message');
      return;
    }
    const { logGroup, owner, messages } = delivery;
    const source = this.#settle(
      judgeLogs(sources, item.announcer, logGroup, owner),
      `log group ${logGroup} of account ${owner}`,
    );
    if (source === undefined) return;
    const provenance: Provenance = { source: source.name, kind: 'logs', logGroup };
    for (const [index, message] of messages.entries()) {
      const record = parseLine(message);
      if (record !== undefined) {
        await this.#takeRecord(record, provenance, source, String(message).length);
        continue;
      }
      const problem = `Log event ${index} is not a CloudTrail record in JSON.`;
      this.#problems.add(new TrailboltError('ingest.record-unreadable', problem, { details: { index } }));
    }
  }

  async #takeRecord(record: CloudTrailRecord, provenance: Provenance, source: Source, size: number): Promise<void> {
    const account = accountOf(record);
    if (account !== undefined && source.accounts.includes(account)) {
      this.#options.sawSource?.(source.name);
      const sourced: SourcedRecord = { record, provenance };
      await this.#chunks.add(sourced, size);
      return;
    }
    const what = `record of account ${account ?? 'unknown'} from source ${source.name}`;
    this.#options.tally.refuse(this.#options.item.id, 'record-account-not-configured', what);
  }

  /** The trusted source; or nothing, with the refusal or skip counted. */
  #settle<S extends Source>(verdict: Verdict<S>, what: string): S | undefined {
    if (verdict.is === 'trusted') return verdict.source;
    if (verdict.is === 'skipped') this.#options.tally.skip(verdict.reason);
    else this.#options.tally.refuse(this.#options.item.id, verdict.reason, what);
    return undefined;
  }
}

function describeAnnouncer(item: Item): string {
  return item.announcer.kind === 'arn' ? item.announcer.arn : 'an EventBridge rule';
}

function parseLine(message: unknown): CloudTrailRecord | undefined {
  if (typeof message !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(message);
    return isObject(value) ? (value as CloudTrailRecord) : undefined;
  } catch {
    return undefined;
  }
}

function asProblem(error: unknown): TrailboltError {
  if (error instanceof TrailboltError) return error;
  return new TrailboltError('ingest.object-unreadable', 'The object could not be opened.', { cause: error });
}
