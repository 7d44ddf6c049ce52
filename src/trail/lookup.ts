import { TrailboltError } from '../errors.ts';
import type { RecordSummary } from '../model/alert.ts';
import type { Lookup, LookupQuestion } from '../model/lookup.ts';
import type { GuardedAccount } from '../model/policy.ts';
import type { CloudTrailRecord } from '../model/record.ts';
import type { TrailHistory } from '../ports/trail-source.ts';
import { queriesFor } from './queries.ts';
import type { Query } from './query.ts';

export interface LookupPorts {
  readonly history: TrailHistory;
  /** A record made small and redacted, as the alert stage does it. */
  summarise(record: CloudTrailRecord): RecordSummary;
  now(): number;
}

/** Pages of 50 per account, Region and question: at two a second this is what somebody is willing to wait for. */
const PAGES = { byAttribute: 10, byReading: 6 } as const;
/** What was read, where that is not every record. */
const KINDS: Readonly<Record<string, string>> = { ReadOnly: 'records of changes' };
/** A lookup ends after this, with what it has, in milliseconds. */
const PATIENCE_MS = 40_000;

/** Asks the event history of every Region of the accounts in question, side by side, and says what it could not see. */
export async function lookUp(
  ports: LookupPorts,
  question: LookupQuestion,
  accounts: readonly GuardedAccount[],
): Promise<Lookup> {
  const asked = accounts.filter((account) => question.accounts.length === 0 || question.accounts.includes(account.id));
  const deadline = ports.now() + PATIENCE_MS;
  const places = asked.flatMap((account) => account.regions.map((region) => ({ account, region })));
  const found = await Promise.all(
    places.map((place) => lookInPlace(ports, question, place.account, place.region, deadline)),
  );

  const summaries = new Map<string, RecordSummary>();
  for (const record of found.flatMap((place) => place.records)) {
    const summary = ports.summarise(record);
    summaries.set(`${summary.account} ${summary.eventID}`, summary);
  }
  return {
    question,
    records: [...summaries.values()].toSorted((a, b) => b.eventTime.localeCompare(a.eventTime)),
    read: found.reduce((sum, place) => sum + place.read, 0),
    gaps: [...new Set(found.flatMap((place) => place.gaps))],
    regions: [...new Set(places.map((place) => place.region))],
  };
}

interface Found {
  readonly records: readonly CloudTrailRecord[];
  readonly read: number;
  readonly gaps: readonly string[];
}

async function lookInPlace(
  ports: LookupPorts,
  question: LookupQuestion,
  account: GuardedAccount,
  region: string,
  deadline: number,
): Promise<Found> {
  const records: CloudTrailRecord[] = [];
  const gaps: string[] = [];
  let read = 0;
  for (const query of queriesFor(question)) {
    if (query.lastResort === true && records.length > 0) continue;
    try {
      for await (const page of pages(ports, question, account.id, region, query, deadline)) {
        read += page.read;
        records.push(...page.records);
        if (page.gap !== undefined) gaps.push(`${account.alias} ${region}: ${page.gap}`);
      }
    } catch (error) {
      if (!(error instanceof TrailboltError)) throw error;
      gaps.push(`${account.alias} ${region} could not be asked: ${error.message}`);
    }
  }
  return { records, read, gaps };
}

async function* pages(
  ports: LookupPorts,
  question: LookupQuestion,
  account: string,
  region: string,
  query: Query,
  deadline: number,
): AsyncGenerator<{ records: CloudTrailRecord[]; read: number; gap?: string }> {
  const most = query.attribute === undefined ? PAGES.byReading : PAGES.byAttribute;
  let pageToken: string | undefined;
  for (let page = 1; page <= most; page += 1) {
    const answer = await ports.history.lookup({
      account,
      region,
      from: question.from,
      to: question.to,
      ...(query.attribute === undefined ? {} : { attribute: query.attribute }),
      ...(pageToken === undefined ? {} : { pageToken }),
    });
    pageToken = answer.next;
    const cut = pageToken !== undefined && (page === most || ports.now() >= deadline);
    yield {
      records: answer.records.filter((record) => query.matches(record)),
      read: answer.records.length,
      ...(cut
        ? { gap: `only the newest ${page * 50} ${KINDS[query.attribute?.key ?? ''] ?? 'records'} were read` }
        : {}),
    };
    if (pageToken === undefined || cut) return;
  }
}
