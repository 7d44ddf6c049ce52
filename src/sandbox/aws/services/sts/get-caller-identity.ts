import { GetCallerIdentity$ } from '@aws-sdk/client-sts';
import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { defineOperation } from '../../operation.ts';
import { callerArn, callerId } from '../../state/principals.ts';

export const getCallerIdentity = defineOperation<GetCallerIdentityRequest, GetCallerIdentityResponse>({
  schema: GetCallerIdentity$,
  readOnly: true,
  supports: [],
  // "No permissions are required", and an explicit deny does not stop it (API_GetCallerIdentity).
  demands: () => [],
  run: (_input, { caller, account }) => ({
    UserId: callerId(caller, account.id),
    Account: account.id,
    Arn: callerArn(caller, account.id),
  }),
});
