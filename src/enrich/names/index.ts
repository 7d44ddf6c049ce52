import { accessKeyNames, kmsKeyNames } from './keys.ts';
import { groupNames, imageNames, instanceNames, snapshotNames, volumeNames } from './machines.ts';
import type { Namer } from './namer.ts';
import { principalNames } from './principals.ts';

/** Everything that can be called by a name; no type stands in two of them. */
export const namers: readonly Namer[] = [
  instanceNames,
  volumeNames,
  snapshotNames,
  imageNames,
  groupNames,
  kmsKeyNames,
  accessKeyNames,
  principalNames,
];
