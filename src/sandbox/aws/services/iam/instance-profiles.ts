import { GetInstanceProfile$ } from '@aws-sdk/client-iam';
import type { GetInstanceProfileRequest, GetInstanceProfileResponse } from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import { viewRole } from './entities.ts';
import { noSuch } from './refusals.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html */
export const getInstanceProfile = defineOperation<GetInstanceProfileRequest, GetInstanceProfileResponse>({
  schema: GetInstanceProfile$,
  readOnly: true,
  supports: ['InstanceProfileName'],
  demands: (input, call) => [
    {
      action: 'iam:GetInstanceProfile',
      resource: `arn:aws:iam::${call.account.id}:instance-profile/${input.InstanceProfileName ?? ''}`,
    },
  ],

  run(input, call) {
    const name = input.InstanceProfileName ?? '';
    const profile = call.account.profiles.get(name);
    if (profile === undefined) throw noSuch(`Instance Profile ${name} cannot be found.`);
    const role = call.account.roles.get(profile.role);
    return {
      InstanceProfile: {
        Path: '/',
        InstanceProfileName: name,
        InstanceProfileId: profile.id,
        Arn: profile.arn,
        CreateDate: new Date(role?.createdAt ?? call.now),
        Roles: role === undefined ? [] : [viewRole(role)],
      },
    };
  },

  record: {},
});
