import { SharedSnapshotQuotaExceededFault$ } from '@aws-sdk/client-rds';
import { modelled } from '../../refusal.ts';
import type { DatabaseSnapshot } from '../../state/rds.ts';
import { invalidCombination, invalidValue } from './refusals.ts';

/** "The maximum number of AWS accounts with which you can share a manual DB snapshot": 20 (Quotas, Amazon RDS User Guide). */
const ACCOUNTS = 20;

/** What both calls about the attributes of a snapshot take. */
interface Change {
  readonly AttributeName?: string | undefined;
  readonly ValuesToAdd?: readonly string[] | undefined;
  readonly ValuesToRemove?: readonly string[] | undefined;
}

/**
 * Who may restore a snapshot after a change; adding who is there and removing who is not are no errors.
 *
 * @throws AwsRefusal for an attribute that there is not, for what is neither an account nor `all`, and for what RDS does not
 * let anybody share: "Don't add the `all` value for any manual DB snapshots that are encrypted"
 * (API_ModifyDBSnapshotAttribute); "You can't share a snapshot that has been encrypted using the default KMS key" ("Sharing
 * encrypted snapshots").
 */
export function changeRestore(
  snapshot: DatabaseSnapshot,
  { AttributeName, ValuesToAdd = [], ValuesToRemove = [] }: Change,
): ReadonlySet<string> {
  if (AttributeName !== 'restore') throw invalidValue(`Invalid attribute name: ${AttributeName ?? ''}`);
  const wrong = [...ValuesToAdd, ...ValuesToRemove].find((value) => value !== 'all' && !/^\d{12}$/.test(value));
  if (wrong !== undefined) throw invalidValue(`Invalid value for attribute restore: ${wrong}`);
  if (ValuesToAdd.length > 0 && snapshot.encrypted) {
    if (ValuesToAdd.includes('all')) throw invalidValue('Encrypted snapshots cannot be made public.');
    if (snapshot.kmsKeyId === undefined) {
      throw invalidCombination('Cannot share a snapshot that is encrypted with the default key of RDS.');
    }
  }
  const after = new Set([...snapshot.sharedWith, ...ValuesToAdd]);
  for (const value of ValuesToRemove) after.delete(value);
  if ([...after].filter((value) => value !== 'all').length > ACCOUNTS) {
    throw modelled(SharedSnapshotQuotaExceededFault$, `A snapshot can be shared with ${ACCOUNTS} accounts at most.`);
  }
  return after;
}

export function viewRestore({ sharedWith }: DatabaseSnapshot) {
  return [{ AttributeName: 'restore', AttributeValues: [...sharedWith] }];
}
