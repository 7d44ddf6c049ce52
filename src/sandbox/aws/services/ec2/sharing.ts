import type { JsonObject } from '../../../../model/json.ts';
import { AwsRefusal } from '../../refusal.ts';
import { lowerFirst } from '../../trail/parameters.ts';

/** Whom an image or a snapshot is shared with, as EC2 takes and gives it: exactly one of these each. */
export interface Grantee {
  readonly UserId?: string | undefined;
  readonly Group?: string | undefined;
  readonly OrganizationArn?: string | undefined;
  readonly OrganizationalUnitArn?: string | undefined;
}

interface Modifications {
  readonly Add?: readonly Grantee[] | undefined;
  readonly Remove?: readonly Grantee[] | undefined;
}

const MEMBERS = {
  UserId: 'user',
  Group: 'group',
  OrganizationArn: 'organization',
  OrganizationalUnitArn: 'unit',
} as const;

type Member = keyof typeof MEMBERS;

/** `user 111122223333`, `group all`: how the state keeps a grantee. */
function keyOf(grantee: Grantee): string {
  for (const [member, kind] of Object.entries(MEMBERS)) {
    const value = grantee[member as Member];
    if (value !== undefined) return `${kind} ${checked(member as Member, value)}`;
  }
  throw new AwsRefusal('MissingParameter', 'The request must contain the parameter UserId');
}

/** InvalidAMIAttributeItemValue ("Error codes for the Amazon EC2 API"): it is the code for snapshots, too. */
function checked(member: Member, value: string): string {
  const right =
    member === 'UserId'
      ? /^\d{12}$/.test(value)
      : member === 'Group'
        ? value === 'all'
        : /^arn:aws[a-z-]*:organizations::\d{12}:/.test(value);
  if (!right) {
    throw new AwsRefusal(
      'InvalidAMIAttributeItemValue',
      `Invalid attribute item value "${value}" for ${lowerFirst(member)} item type.`,
    );
  }
  return value;
}

/** What is there after a change: adding what is there and removing what is not are no errors. */
export function changeSharing(before: ReadonlySet<string>, change: Modifications): ReadonlySet<string> {
  const after = new Set(before);
  for (const grantee of change.Add ?? []) after.add(keyOf(grantee));
  for (const grantee of change.Remove ?? []) after.delete(keyOf(grantee));
  return after;
}

export function viewGrantees<T extends Grantee>(shared: ReadonlySet<string>): T[] {
  return [...shared].map((key) => {
    const [kind = '', value = ''] = key.split(' ');
    const member = Object.entries(MEMBERS).find(([, name]) => name === kind)?.[0] ?? 'UserId';
    return { [member]: value } as unknown as T;
  });
}

/** `{add: {items: [{userId: …}]}}`. */
export function recordSharing({ Add, Remove }: Modifications): JsonObject {
  return {
    ...(Add === undefined || Add.length === 0 ? {} : { add: recordGrantees(Add) }),
    ...(Remove === undefined || Remove.length === 0 ? {} : { remove: recordGrantees(Remove) }),
  };
}

function recordGrantees(grantees: readonly Grantee[]): JsonObject {
  return {
    items: grantees.map((grantee) =>
      Object.fromEntries(
        Object.entries(grantee)
          .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
          .map(([member, value]) => [lowerFirst(member), value]),
      ),
    ),
  };
}
