import type { Action } from '../action.ts';
import { blockPublicBucket } from './block-public-bucket.ts';
import { cancelKeyDeletion } from './cancel-key-deletion.ts';
import { deactivateAccessKey } from './deactivate-access-key.ts';
import { deleteBackdoorUser } from './delete-backdoor-user.ts';
import { detachInstanceProfile } from './detach-instance-profile.ts';
import { detachPolicy } from './detach-policy.ts';
import { enableDetector } from './enable-detector.ts';
import { enableKey } from './enable-key.ts';
import { freezeFunction } from './freeze-function.ts';
import { isolateInstance } from './isolate-instance.ts';
import { makeDatabasePrivate } from './make-database-private.ts';
import { quarantineRole } from './quarantine-role.ts';
import { quarantineUser } from './quarantine-user.ts';
import { removeFunctionPermission } from './remove-function-permission.ts';
import { removeLoginProfile } from './remove-login-profile.ts';
import { requireImdsv2 } from './require-imdsv2.ts';
import { restoreEventSelectors } from './restore-event-selectors.ts';
import { restoreTrustPolicy } from './restore-trust-policy.ts';
import { revokeIngress } from './revoke-ingress.ts';
import { revokeSessions } from './revoke-sessions.ts';
import { startLogging } from './start-logging.ts';
import { stopInstance } from './stop-instance.ts';
import { terminateInstance } from './terminate-instance.ts';
import { unshareImage } from './unshare-image.ts';
import { unshareRdsSnapshot } from './unshare-rds-snapshot.ts';
import { unshareSnapshot } from './unshare-snapshot.ts';

/** Every action, in the order in which cards offer them. A test compares this list to the folder. */
export const actions: readonly Action[] = [
  terminateInstance,
  stopInstance,
  isolateInstance,
  revokeIngress,
  deactivateAccessKey,
  quarantineUser,
  quarantineRole,
  revokeSessions,
  restoreTrustPolicy,
  detachPolicy,
  removeLoginProfile,
  deleteBackdoorUser,
  startLogging,
  restoreEventSelectors,
  enableDetector,
  blockPublicBucket,
  makeDatabasePrivate,
  requireImdsv2,
  detachInstanceProfile,
  unshareImage,
  unshareSnapshot,
  unshareRdsSnapshot,
  cancelKeyDeletion,
  enableKey,
  removeFunctionPermission,
  freezeFunction,
];
