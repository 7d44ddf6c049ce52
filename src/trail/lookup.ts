import { TrailboltError } from '../errors.ts';
import type { RecordSummary } from '../model/alert.ts';
import type { Lookup, LookupQuestion } from '../model/lookup.ts';
import type { GuardedAccount } from '../model/policy.ts';
import type { CloudTrailRecord } from '../model/record.ts';
import type { TrailHistory } from '../ports/trail-source.ts';
import { nearNames } from './near.ts';
import { queriesFor } from './queries.ts';
import type { Query } from './query.ts';
import { bareName, sameName, wantedBy, type NameBook, type Wanted } from './wanted.ts';

export interface LookupPorts {
  readonly history: TrailHistory;
  /** A record made small and redacted, as the alert stage does it. */
  summarise(record: CloudTrailRecord): RecordSummary;
  now(): number;
  /** Absent: what is asked for is spelled as AWS spells it. */
  readonly names?: NameBook;
}

/** Pages of 50 per account, Region and question: at two a second this is what somebody is willing to wait for. */
const PAGES = { byAttribute: 10, byReading: 6 } as const;
/** What was read, where that is not every record. */
const KINDS: Readonly<Record<string, string>> = { ReadOnly: 'records of changes' };
/** These go by names that people type; an address is either right or none. */
const MISSPELT: ReadonlySet<string> = new Set(['who', 'errors', 'event', 'resource', 'key']);
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
  const look = async (by: Wanted): Promise<Found> => {
    const queries = queriesFor(question.about, by);
    return joined(await Promise.all(places.map((place) => lookInPlace(ports, question, queries, place, deadline))));
  };

  let wanted = await wantedBy(question, ports.names);
  let found = await look(wanted);
  let unknown: Lookup['unknown'];
  if (found.records.length === 0 && !wanted.isKnown && places.length > 0 && MISSPELT.has(question.about)) {
    const names = [...((await ports.names?.seen()) ?? []), ...found.names].flatMap((name) => [name, bareName(name)]);
    const spelled = names.filter((name) => wanted.terms.some((term) => sameName(name, term)));
    const news = spelled.filter((name) => !wanted.terms.includes(name));
    if (news.length > 0) {
      wanted = { terms: [...new Set([...wanted.terms, ...news])], isKnown: true };
      found = await look(wanted);
    } else if (spelled.length === 0) unknown = { near: await nearest(question, ports.names, names) };
  }

  const summaries = new Map<string, RecordSummary>();
  for (const record of found.records) {
    const summary = ports.summarise(record);
    summaries.set(`${summary.account} ${summary.eventID}`, summary);
  }
  const own = question.about === 'errors' && question.term === '' ? (ports.names?.ownRoles ?? []) : [];
  const records = [...summaries.values()].filter(({ actor }) => !own.includes(actor.root.id));
  const ownLeftOut = summaries.size - records.length;
  const searched = [...new Set([...wanted.terms, ...found.spelled])];
  const isAsTyped = searched.length === 1 && searched[0] === question.term;
  return {
    question,
    records: records.toSorted((a, b) => b.eventTime.localeCompare(a.eventTime)),
    read: found.read,
    gaps: [...new Set(found.gaps)],
    regions: [...new Set(places.map((place) => place.region))],
    ...(isAsTyped ? {} : { searched }),
    ...(unknown === undefined ? {} : { unknown }),
    ...(ownLeftOut === 0 ? {} : { ownLeftOut }),
  };
}

async function nearest(
  { about, term }: LookupQuestion,
  book: NameBook | undefined,
  names: readonly string[],
): Promise<readonly string[]> {
  if (about === 'event') return nearNames(term, [...((await book?.apis()) ?? []), ...names]);
  const people = about === 'who' || about === 'errors' ? (book?.people ?? []).flatMap(({ aws }) => aws) : [];
  return nearNames(term.replace(/^@/, ''), [...people, ...names]);
}

interface Found {
  readonly records: readonly CloudTrailRecord[];
  readonly read: number;
  readonly gaps: readonly string[];
  /** Names that records have which were read and are not what was asked for. */
  readonly names: readonly string[];
  /** Names that were asked for once reading had shown how AWS spells them. */
  readonly spelled: readonly string[];
}

function joined(found: readonly Found[]): Found {
  return {
    records: found.flatMap(({ records }) => records),
    read: found.reduce((sum, { read }) => sum + read, 0),
    gaps: found.flatMap(({ gaps }) => gaps),
    names: found.flatMap(({ names }) => names),
    spelled: found.flatMap(({ spelled }) => spelled),
  };
}

async function lookInPlace(
  ports: LookupPorts,
  question: LookupQuestion,
  queries: readonly Query[],
  { account, region }: { readonly account: GuardedAccount; readonly region: string },
  deadline: number,
): Promise<Found> {
  const records: CloudTrailRecord[] = [];
  const gaps: string[] = [];
  const names = new Set<string>();
  const spelled: string[] = [];
  const left = [...queries];
  let read = 0;
  for (let query = left.shift(); query !== undefined; query = left.shift()) {
    if (query.lastResort === true && records.length > 0) continue;
    try {
      for await (const page of pages(ports, question, account.id, region, query, deadline)) {
        read += page.read;
        records.push(...page.records);
        for (const name of page.names) names.add(name);
        if (page.gap !== undefined) gaps.push(`${account.alias} ${region}: ${page.gap}`);
      }
      const exact = records[0] === undefined ? undefined : query.exactly?.(records[0]);
      if (exact?.attribute !== undefined) {
        left.push(exact);
        spelled.push(exact.attribute.value);
      }
    } catch (error) {
      if (!(error instanceof TrailboltError)) throw error;
      gaps.push(`${account.alias} ${region} could not be asked: ${error.message}`);
    }
  }
  return { records, read, gaps, names: [...names], spelled };
}

async function* pages(
  ports: LookupPorts,
  question: LookupQuestion,
  account: string,
  region: string,
  query: Query,
  deadline: number,
): AsyncGenerator<{ records: CloudTrailRecord[]; read: number; names: string[]; gap?: string }> {
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
      names: answer.records.flatMap((record) => query.nameIn?.(record) ?? []),
      ...(cut
        ? { gap: `only the newest ${page * 50} ${KINDS[query.attribute?.key ?? ''] ?? 'records'} were read` }
        : {}),
    };
    if (pageToken === undefined || cut) return;
  }
}
