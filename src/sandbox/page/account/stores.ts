import type { AwsSnapshot } from '../../contract.ts';
import { when, type Fact, type Thing, type Tone } from './thing.ts';

export function buckets(aws: AwsSnapshot): readonly Thing[] {
  return aws.buckets.map((bucket) => ({
    key: `bucket/${bucket.name}`,
    name: bucket.name,
    facts: [
      bucket.concerns.length === 0
        ? { about: 'concern', is: [], tone: 'good', shown: 'private' }
        : { about: 'concern', is: bucket.concerns, tone: 'bad', shown: bucket.concerns.join(', ') },
      // Log files come every few seconds: that more are there is no news.
      { about: 'objects', is: '', shown: `${bucket.objects} ${bucket.objects === 1 ? 'object' : 'objects'}` },
      { about: 'versions', is: { Enabled: 'kept', Suspended: 'suspended', Off: 'not kept' }[bucket.versions] },
      { about: 'public access', is: bucket.blocksPublic ? 'blocked' : 'not blocked' },
      { about: 'policy', is: bucket.hasPolicy ? 'has one' : 'none' },
    ],
  }));
}

const DATABASE_TONES: Readonly<Record<string, Tone>> = { available: 'good', deleting: 'bad' };

export function databases(aws: AwsSnapshot): readonly Thing[] {
  return aws.databases.map((one) => ({
    key: `database/${one.region}/${one.id}`,
    name: one.id,
    facts: [
      { about: 'state', is: one.state, tone: DATABASE_TONES[one.state] ?? 'busy' },
      ...when(one.public, { about: 'public', is: 'can be reached from outside', tone: 'bad' }),
      { about: 'engine', is: one.engine, shown: `${one.engine} · ${one.region}` },
      { about: 'encryption', is: one.encrypted ? 'on' : 'off' },
      ...when(one.deletionProtection !== undefined, {
        about: 'deletion',
        is: one.deletionProtection === true ? 'protected' : 'not protected',
      }),
      ...when(one.backupDays !== undefined, {
        about: 'backups',
        is: one.backupDays === 0 ? 'none' : `kept for ${one.backupDays ?? 0} d`,
      }),
    ],
  }));
}

export function databaseCopies(aws: AwsSnapshot): readonly Thing[] {
  return aws.databaseCopies.map((one) => ({
    key: `database-copy/${one.region}/${one.id}`,
    name: one.id,
    facts: [
      sharing(one.sharedWith),
      { about: 'of', is: one.of, shown: `of ${one.of} · ${one.region}` },
      { about: 'state', is: one.state, shown: `${one.state}, ${one.encrypted ? 'encrypted' : 'not encrypted'}` },
    ],
  }));
}

export function copies(aws: AwsSnapshot): readonly Thing[] {
  return aws.copies.map((one) => ({
    key: `copy/${one.region}/${one.id}`,
    name: one.id,
    isId: true,
    facts: [sharing(one.sharedWith), { about: 'of', is: one.of, shown: `${one.kind} of ${one.of}` }],
  }));
}

function sharing(sharedWith: readonly string[]): Fact {
  return sharedWith.length === 0
    ? { about: 'shared with', is: [], tone: 'good', shown: 'not shared' }
    : { about: 'shared with', is: sharedWith, tone: 'bad', shown: `shared with ${sharedWith.join(', ')}` };
}

const KEY_TONES: Readonly<Record<string, Tone>> = { Enabled: 'good', 'pending deletion': 'bad' };

/** KMS keys: what cannot be read without them. */
export function encryptionKeys(aws: AwsSnapshot): readonly Thing[] {
  return aws.encryptionKeys.map((key) => ({
    key: `kms/${key.region}/${key.id}`,
    name: key.alias ?? key.id,
    isId: key.alias === undefined,
    facts: [
      { about: 'state', is: key.state, tone: KEY_TONES[key.state] ?? 'off' },
      { about: 'id', is: key.id, shown: [...(key.alias === undefined ? [] : [key.id]), key.region].join(' · ') },
      ...when(key.deletionAt !== undefined, {
        about: 'gone on',
        is: new Date(key.deletionAt ?? 0).toLocaleDateString(),
      }),
    ],
  }));
}
