import { lowerFirst } from '../trail/parameters.ts';

/** What services that are described in Smithy say of a call without a member that it must have. */
export function nullMember(member: string): string {
  return `1 validation error detected: Value null at '${lowerFirst(member)}' failed to satisfy constraint: Member must not be null`;
}
