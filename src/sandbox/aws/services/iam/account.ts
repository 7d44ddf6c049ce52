import { ListAccountAliases$ } from '@aws-sdk/client-iam';
import type { ListAccountAliasesRequest, ListAccountAliasesResponse } from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';

export const listAccountAliases = defineOperation<ListAccountAliasesRequest, ListAccountAliasesResponse>({
  schema: ListAccountAliases$,
  readOnly: true,
  supports: ['Marker', 'MaxItems'],
  demands: () => [{ action: 'iam:ListAccountAliases', resource: '*' }],
  // "The list contains a single alias": an account has one at most (API_ListAccountAliases).
  run: (_input, call) => ({ AccountAliases: [call.account.alias], IsTruncated: false }),
});
