import type { AwsPermission, AwsSession } from '../../ports/aws.ts';

/** Reads what things of some kinds are called. To add one: its file, and a line in `index.ts`. */
export interface Namer {
  /** CloudFormation type names. */
  readonly types: readonly string[];
  /** Reads only; the account's reading role is narrowed to them. */
  readonly permissions: readonly AwsPermission[];
  /** Things that one look asks about at most: where each costs a call of its own, few. */
  readonly most: number;
  /**
   * Names by id. Absent: what AWS does not know, or has no name.
   * @throws TrailboltError of the session.
   */
  read(session: AwsSession, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Pairs of which both halves are known. */
export function namesFrom(
  pairs: readonly (readonly [id: string | undefined, name: string | undefined])[],
): ReadonlyMap<string, string> {
  return new Map(
    pairs.flatMap(([id, name]) => (id === undefined || name === undefined || name === '' ? [] : [[id, name] as const])),
  );
}

/** The `Name` tag, which the console shows as the name. */
export function nameTag(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): string | undefined {
  return tags?.find(({ Key }) => Key === 'Name')?.Value;
}
