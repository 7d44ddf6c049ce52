import { createHash } from 'node:crypto';
import { GetBucketAcl$, PutBucketAcl$ } from '@aws-sdk/client-s3';
import type { GetBucketAclOutput, GetBucketAclRequest, Grant, Owner, PutBucketAclRequest } from '@aws-sdk/client-s3';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import type { BucketGrant } from '../../state/buckets.ts';
import { callerArn } from '../../state/principals.ts';
import { findBucket, onBucket, touchedBucket } from './find-bucket.ts';
import { isPublicGrant } from './public.ts';

const GLOBAL = 'http://acs.amazonaws.com/groups/global';
const everybody = (permission: string): BucketGrant => ({ grantee: { uri: `${GLOBAL}/AllUsers` }, permission });
const LOGS = { uri: 'http://acs.amazonaws.com/groups/s3/LogDelivery' };

/** "Canned ACL", Amazon S3 User Guide. The owner has everything in each of them. */
const CANNED: Readonly<Record<string, readonly BucketGrant[]>> = {
  private: [],
  'public-read': [everybody('READ')],
  'public-read-write': [everybody('READ'), everybody('WRITE')],
  'authenticated-read': [{ grantee: { uri: `${GLOBAL}/AuthenticatedUsers` }, permission: 'READ' }],
  'log-delivery-write': [
    { grantee: LOGS, permission: 'WRITE' },
    { grantee: LOGS, permission: 'READ_ACP' },
  ],
};

export const getBucketAcl = defineOperation<GetBucketAclRequest, GetBucketAclOutput>({
  schema: GetBucketAcl$,
  readOnly: true,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:GetBucketAcl', input, call),

  run(input, call) {
    const { grants } = findBucket(call, input.Bucket);
    const owner = ownerOf(call);
    return {
      Owner: owner,
      Grants: [{ Grantee: { Type: 'CanonicalUser', ...owner }, Permission: 'FULL_CONTROL' }, ...grants.map(viewGrant)],
    };
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const putBucketAcl = defineOperation<PutBucketAclRequest, object>({
  schema: PutBucketAcl$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner', 'ACL', 'AccessControlPolicy', 'ChecksumAlgorithm', 'ContentMD5'],
  demands: (input, call) => onBucket('s3:PutBucketAcl', input, call),

  run(input, call) {
    const bucket = findBucket(call, input.Bucket);
    // "Controlling ownership of objects and disabling ACLs for your bucket", Amazon S3 User Guide.
    if (bucket.ownership === 'BucketOwnerEnforced') {
      throw new AwsRefusal('AccessControlListNotSupported', 'The bucket does not allow ACLs');
    }
    const grants = askedGrants(input, call);
    const blocks = [bucket.publicAccessBlock, call.account.publicAccessBlock];
    if (blocks.some((block) => block?.BlockPublicAcls === true) && grants.some(isPublicGrant)) {
      throw new AwsRefusal(
        'AccessDenied',
        `User: ${callerArn(call.caller, call.account.id)} is not authorized to perform: s3:PutBucketAcl on resource: "${bucket.arn}" because public access control lists (ACLs) are prevented by the BlockPublicAcls setting in S3 Block Public Access.`,
        { status: 403 },
      );
    }
    bucket.grants = grants;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export function ownerOf(call: Call): Owner {
  return { ID: createHash('sha256').update(`canonical user of ${call.account.id}`).digest('hex') };
}

/** A canned list or a whole one, never both (API_PutBucketAcl). */
function askedGrants(input: PutBucketAclRequest, call: Call): readonly BucketGrant[] {
  const { ACL: canned, AccessControlPolicy: policy } = input;
  if (canned !== undefined && policy !== undefined) {
    throw new AwsRefusal('UnexpectedContent', 'This request does not support content');
  }
  if (policy === undefined) {
    const grants = CANNED[canned ?? ''];
    if (grants === undefined) throw new AwsRefusal('InvalidArgument', `Invalid canned ACL: ${canned ?? ''}`);
    return grants;
  }
  const owner = ownerOf(call).ID;
  return (policy.Grants ?? []).flatMap((grant): BucketGrant[] => {
    const { Grantee: grantee, Permission: permission = '' } = grant;
    if (grantee?.URI !== undefined) return [{ grantee: { uri: grantee.URI }, permission }];
    if (grantee?.ID === undefined)
      throw new AwsRefusal(
        'UnresolvableGrantByEmailAddress',
        'The email address you provided does not match any account on record.',
      );
    return grantee.ID === owner ? [] : [{ grantee: { id: grantee.ID }, permission }];
  });
}

function viewGrant({ grantee, permission }: BucketGrant): Grant {
  const view = 'uri' in grantee ? { Type: 'Group', URI: grantee.uri } : { Type: 'CanonicalUser', ID: grantee.id };
  // Both are words of AWS's own, which the model's types list.
  return { Grantee: view as NonNullable<Grant['Grantee']>, Permission: permission as NonNullable<Grant['Permission']> };
}
