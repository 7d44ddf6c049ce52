import { setTimeout as sleep } from 'node:timers/promises';
import type { Event, LookupEventsCommandInput, LookupEventsCommandOutput } from '@aws-sdk/client-cloudtrail';
import { TrailboltError } from '../../errors.ts';
import { isObject } from '../../model/json.ts';
import type { CloudTrailRecord } from '../../model/record.ts';
import type { Aws } from '../../ports/aws.ts';
import type { TrailHistory, TrailPage, TrailQuery } from '../../ports/trail-source.ts';
import { jitteredDelay } from '../backoff.ts';
import { Pacer } from './pacer.ts';

const PERMISSION = 'cloudtrail:LookupEvents';

/**
 * The API allows each account two in each Region. Calls do not arrive as evenly as they leave: at just two a second every other
 * one would be refused, and stand among the calls that AWS refused.
 */
const CALLS_PER_SECOND = 1.75;
/** The most that it gives at once. */
const PAGE = 50;
const ATTEMPTS = 5;
/** Longer than this nobody waits for a turn: then others look up too much at the moment. */
const PATIENCE_MS = 30_000;

/** Of the whole process: however many histories are opened, the account's limit is one. */
const PACER = new Pacer(CALLS_PER_SECOND);

/**
 * CloudTrail's event history by `LookupEvents`, with the reading role of the account. Every attempt waits for its turn.
 *
 * @param options.retryMs base of the growing, jittered wait after a throttled attempt.
 */
export function createTrailHistory(options: {
  readonly aws: Aws;
  readonly pacer?: Pacer;
  readonly retryMs?: number;
}): TrailHistory {
  const { aws, pacer = PACER, retryMs = 500 } = options;

  async function attempt(query: TrailQuery): Promise<LookupEventsCommandOutput> {
    // First of all: where the role is assumed between the turn and the call, the call would come with the next one.
    const session = await aws.reader(query.account, query.region, [PERMISSION]);
    if (!(await pacer.turn(`${query.account} ${query.region}`, PATIENCE_MS))) {
      throw new TrailboltError('aws.throttled', 'Too many lookups wait for their turn.');
    }
    return (await session.call(PERMISSION, toInput(query))).output;
  }

  return {
    async lookup(query) {
      for (let attempts = 1; ; attempts += 1) {
        try {
          return toPage(await attempt(query));
        } catch (error) {
          const throttled = error instanceof TrailboltError && error.code === 'aws.throttled';
          if (!throttled || attempts === ATTEMPTS) throw toTrailError(error, query);
          await sleep(jitteredDelay(attempts, retryMs, 8 * retryMs));
        }
      }
    },
  };
}

function toInput({ attribute, from, to, pageToken }: TrailQuery): LookupEventsCommandInput {
  return {
    StartTime: new Date(from),
    EndTime: new Date(to),
    MaxResults: PAGE,
    ...(attribute !== undefined && {
      LookupAttributes: [{ AttributeKey: attribute.key, AttributeValue: attribute.value }],
    }),
    ...(pageToken !== undefined && { NextToken: pageToken }),
  };
}

function toPage({ Events: events = [], NextToken: next }: LookupEventsCommandOutput): TrailPage {
  const records = events.map(toRecord).filter((record) => record !== undefined);
  const skipped = events.length - records.length;
  return { records, ...(next !== undefined && { next }), ...(skipped > 0 && { skipped }) };
}

/** The record as AWS wrote it; undefined where the text is none. */
function toRecord({ CloudTrailEvent: text }: Event): CloudTrailRecord | undefined {
  try {
    const parsed: unknown = JSON.parse(text ?? '');
    // Out of `JSON.parse`, so whatever it holds is JSON.
    return isObject(parsed) ? (parsed as CloudTrailRecord) : undefined;
  } catch {
    return undefined;
  }
}

const CODES: Readonly<Record<string, readonly [string, string]>> = {
  'aws.throttled': ['trail.throttled', 'is asked too often at the moment'],
  'aws.denied': ['trail.denied', 'may not be read by Trailbolt'],
  'aws.no-role': ['trail.denied', 'may not be read by Trailbolt: it has no role there'],
  'aws.account-unknown': ['trail.denied', 'may not be read by Trailbolt: its policy does not list the account'],
  'aws.refused': ['trail.refused', 'does not take this question'],
};

function toTrailError(cause: unknown, { account, region }: TrailQuery): TrailboltError {
  const known = cause instanceof TrailboltError ? cause : undefined;
  const [code, what] = CODES[known?.code ?? ''] ?? ['trail.unavailable', 'cannot be reached'];
  return new TrailboltError(code, `The event history of account ${account} in ${region} ${what}.`, {
    cause,
    details: { ...known?.details, account, region },
  });
}
