import { describeError, isRefusal } from '../errors.ts';
import type { RecordSummary } from '../model/alert.ts';
import type { Aws } from '../ports/aws.ts';
import type { Log } from '../ports/log.ts';
import type { Finding, InspectContext, Inspector } from './inspector.ts';

/** The inspectors that look after a call, where it succeeded. */
export function inspectorsFor(
  inspectors: readonly Inspector[],
  record: Pick<RecordSummary, 'eventSource' | 'eventName' | 'errorCode'>,
): readonly Inspector[] {
  if (record.errorCode !== undefined) return [];
  const call = `${record.eventSource}:${record.eventName}`;
  return inspectors.filter((inspector) => inspector.after.includes(call));
}

/** What one inspector saw. */
export interface Seen {
  readonly inspector: Inspector;
  readonly findings: readonly Finding[];
  readonly settling: boolean;
  /** It could not look, and another try would not help: one sentence. */
  readonly refused?: string;
}

/**
 * Lets inspectors look at what a record made or changed, each by itself: what one is not allowed to read must not keep
 * the others from looking.
 * @throws TrailboltError of the Aws port where another try may succeed.
 */
export async function inspectRecord(
  ports: { readonly aws: Aws; readonly log: Log },
  inspectors: readonly Inspector[],
  record: RecordSummary,
  context: InspectContext,
): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (const inspector of inspectors) seen.push(await lookWith(ports, inspector, record, context));
  return seen;
}

async function lookWith(
  { aws, log }: { readonly aws: Aws; readonly log: Log },
  inspector: Inspector,
  record: RecordSummary,
  context: InspectContext,
): Promise<Seen> {
  try {
    const session = await aws.reader(record.account, record.region, inspector.permissions.read);
    return { inspector, ...(await inspector.look(session, record, context)) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    log.warn('inspect.refused', { inspector: inspector.rule.id, eventID: record.eventID, error: describeError(error) });
    return { inspector, findings: [], settling: false, refused: error.message };
  }
}
