import type { RecordSummary } from '../../model/alert.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { principalKey, requestedPermission, type PermissionContent } from '../../model/permission-words.ts';

/** What the newest of the records, which come newest first, added to a policy under this id. */
export function recordedPermission(records: readonly RecordSummary[], sid: string): PermissionContent | undefined {
  const added = records.find(
    ({ eventName, errorCode, requestParameters }) =>
      eventName.startsWith('AddPermission') && errorCode === undefined && requestParameters?.['statementId'] === sid,
  );
  return requestedPermission(added?.requestParameters ?? {});
}

/** Without the token of an event source, which no alert carries. */
export function isSamePermission(a: PermissionContent, b: PermissionContent): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf({ eventSourceToken: _token, principal, ...rest }: PermissionContent): string {
  return canonicalJson({ ...rest, principal: principalKey(principal) });
}
