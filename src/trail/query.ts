import type { CloudTrailRecord } from '../model/record.ts';
import type { LookupAttribute } from '../ports/trail-source.ts';

/** How to ask the trail a question: `LookupEvents` takes one attribute, the rest is told apart afterwards. */
export interface Query {
  /** Absent: everything has to be read and told apart here. */
  readonly attribute?: { readonly key: LookupAttribute; readonly value: string };
  /** Asked only where the others have found nothing. */
  readonly lastResort?: true;
  matches(record: CloudTrailRecord): boolean;
  /** What a record that was read is named by, in the sense of the question. */
  nameIn?(record: CloudTrailRecord): string | undefined;
  /** The question that finds all of what this one has found by reading: the history tells spellings apart. */
  exactly?(record: CloudTrailRecord): Query | undefined;
}
