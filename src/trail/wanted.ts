import { TrailboltError } from '../errors.ts';
import type { LookupQuestion } from '../model/lookup.ts';
import type { PersonEntry } from '../model/policy.ts';

/** Names that are known without asking the trail. */
export interface NameBook {
  /** People of the policy, with the principals that stand for them. */
  readonly people: readonly PersonEntry[];
  /** Trailbolt's own roles, by their ARNs: the calls that AWS refuses them are no news of the account. */
  readonly ownRoles: readonly string[];
  /** Names of APIs, as AWS spells them. */
  apis(): Promise<readonly string[]>;
  /** What cases name: principals, keys, addresses and things, as AWS spells them. Asked only where nothing was found. */
  seen(): Promise<readonly string[]>;
}

/** What to search for, where people and AWS spell it differently. */
export interface Wanted {
  readonly terms: readonly string[];
  /** The name is known to be one, whether there are records of it or not. */
  readonly isKnown: boolean;
}

/** IAM and Identity Center do not tell names apart by case, nor does AWS have two APIs that only differ there. */
export function sameName(one: string | undefined, other: string): boolean {
  return one !== undefined && one.toLowerCase() === other.toLowerCase();
}

/**
 * What a question searches for: an API as AWS spells it, and for a person whom the policy knows their principals.
 * @throws TrailboltError `lookup.no-principal` for somebody of Slack whom the policy gives no principal.
 */
export async function wantedBy({ about, term }: LookupQuestion, book: NameBook | undefined): Promise<Wanted> {
  if (book === undefined || term === '') return { terms: [term], isKnown: true };
  if (about === 'event') return apiWanted(term, await book.apis());
  return about === 'who' || about === 'errors' ? principalWanted(term, book.people) : { terms: [term], isKnown: false };
}

/** `RunInstances` of `runinstances`, with the service where one was typed. */
function apiWanted(term: string, apis: readonly string[]): Wanted {
  const [name = '', service] = term.split(':', 2).toReversed();
  const known = apis.find((api) => sameName(api, name));
  if (known === undefined) return { terms: [term], isKnown: false };
  return { terms: [service === undefined ? known : `${service}:${known}`], isKnown: true };
}

function principalWanted(term: string, people: readonly PersonEntry[]): Wanted {
  const mentioned = slackIdIn(term);
  if (mentioned !== undefined) {
    const person = people.find(({ slack }) => slack === mentioned);
    if (person !== undefined && person.aws.length > 0) return { terms: person.aws, isKnown: true };
    throw new TrailboltError(
      'lookup.no-principal',
      `The policy does not say who ${person?.name ?? mentioned} is in AWS: ask by the AWS user name, such as /trail who dave.`,
    );
  }
  const name = term.replace(/^@/, '');
  const person = people.find((entry) => sameName(entry.name, name));
  const principals = people.flatMap(({ aws }) => aws);
  const isKnown = person !== undefined || principals.some((principal) => names(principal, name));
  // The name as it was typed may be that of a session or role, too; what the policy spells otherwise is asked for as well.
  const spelled = principals.filter((principal) => sameName(principal, name) && principal !== name);
  const own = (person?.aws ?? principals.filter((principal) => names(principal, name))).map((principal) =>
    sameName(bareName(principal), name) ? bareName(principal) : principal,
  );
  return { terms: [...new Set([name, ...spelled, ...own])], isKnown };
}

/** `U0DAVE` of `<@U0DAVE>`, `<@U0DAVE|dave>`, and of the same as Slack escapes it. */
function slackIdIn(term: string): string | undefined {
  return /^(?:<|&lt;)@([UW][A-Z0-9]{2,30})(?:\|[^>]{0,80})?(?:>|&gt;)$/.exec(term)?.[1];
}

function names(principal: string, name: string): boolean {
  return sameName(principal, name) || sameName(bareName(principal), name);
}

/** `dave` of `arn:aws:iam::111122223333:user/team/dave`; anything else as it is. */
export function bareName(principal: string): string {
  return /^arn:[^:]*:iam::\d{12}:(?:user|role)\/(?:.*\/)?([^/]+)$/.exec(principal)?.[1] ?? principal;
}
