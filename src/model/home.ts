import type { Case } from './case.ts';
import type { Level } from './level.ts';
import type { Mute } from './mute.ts';
import type { ActionRequest } from './request.ts';
import type { Status } from './status.ts';

/** Which cases somebody's Home tab lists. */
export interface HomeFilter {
  /** This level and above; absent: every level. */
  readonly level?: Level;
  /** Account id; absent: every account. */
  readonly account?: string;
  /** Only those that the person looks after. */
  readonly mine?: true;
}

/** What somebody's Home tab shows. */
export interface HomeTab {
  readonly filter: HomeFilter;
  /** Accounts to choose from. */
  readonly accounts: readonly { readonly id: string; readonly alias: string }[];
  accountName(id: string): string;
  /** The person sees to cases. */
  readonly responds: boolean;
  /** The person may freeze and thaw. */
  readonly approves: boolean;
  readonly cases: {
    /** The worst first; with a link to the card where there is one. */
    readonly cases: readonly { readonly case: Case; readonly link: string | undefined }[];
    /** How many more fit the filter than are given. */
    readonly more: number;
    /** Older cases were not looked through. */
    readonly partial: boolean;
    /** Open cases by level, whatever the filter. */
    readonly open: Readonly<Record<Level, number>>;
  };
  readonly waiting: {
    readonly requests: readonly HomeRequest[];
    readonly more: number;
  };
  /** The newest first. */
  readonly ran: readonly { readonly request: ActionRequest; readonly link: string | undefined }[];
  readonly status: Status;
  readonly sources: readonly {
    readonly name: string;
    /** When it last brought a record, Unix milliseconds; undefined: never, as far as is remembered. */
    readonly seenAt: number | undefined;
  }[];
  /** What may keep records from coming, the newest first. */
  readonly blind: readonly BlindSpot[];
  /** What waits for an operator, where the number is known. */
  readonly aside: readonly {
    readonly what: string;
    readonly number: number;
    /** The queue that it lies in, where it is not one of Trailbolt's own lists. */
    readonly where?: string;
  }[];
  readonly mutes: readonly Mute[];
  /** When this was read, Unix milliseconds. */
  readonly at: number;
}

/** Somebody has stopped a trail, or made it record less, and the case about that is open. */
export interface BlindSpot {
  /** Title of the rule that fired. */
  readonly title: string;
  /** Unix milliseconds; not a number where the record does not say. */
  readonly at: number;
  /** Name of the root actor. */
  readonly by: string;
  readonly account: string;
  /** Trails that the case is about. */
  readonly trails: readonly string[];
  readonly caseId: string;
  /** To its card, where there is one. */
  readonly link: string | undefined;
}

/** A request on somebody's Home tab, with what they may do about it: `withdraw` is for whoever asked. */
export interface HomeRequest {
  readonly request: ActionRequest;
  readonly may: 'approve' | 'withdraw' | 'hold';
  readonly link: string | undefined;
}
