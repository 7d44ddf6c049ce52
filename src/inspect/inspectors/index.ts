import type { Inspector } from '../inspector.ts';
import { bucketPublic } from './bucket-public.ts';
import { databaseReachable } from './database-reachable.ts';
import { databaseUnencrypted } from './database-unencrypted.ts';
import { functionUrlOpen } from './function-url-open.ts';
import { groupInUseOpened } from './group-in-use-opened.ts';
import { instanceFromUnknownImage } from './instance-from-unknown-image.ts';
import { instanceReachableForAdmin } from './instance-reachable-for-admin.ts';
import { instanceServesMetadataV1 } from './instance-serves-metadata-v1.ts';
import { instanceVolumeUnencrypted } from './instance-volume-unencrypted.ts';
import { publicInstanceWithAdminRole } from './public-instance-with-admin-role.ts';

/** Every inspector. A test compares this list to the folder. */
export const inspectors: readonly Inspector[] = [
  instanceReachableForAdmin,
  publicInstanceWithAdminRole,
  groupInUseOpened,
  instanceServesMetadataV1,
  instanceFromUnknownImage,
  instanceVolumeUnencrypted,
  databaseReachable,
  databaseUnencrypted,
  bucketPublic,
  functionUrlOpen,
];
