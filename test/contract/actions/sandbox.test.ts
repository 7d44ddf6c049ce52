import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import { actionSite } from './action-site.ts';
import { actionContract } from './actions.ts';

actionContract(async () => {
  // Most tests launch an instance of their own, which stays.
  const aws = await createSandboxAws({ transitionMs: 50, vcpuQuotas: { standard: 4096, p: 256, g: 128 } });
  const { account, region, imageId, credentials, roles } = aws.demo;
  return actionSite({
    account,
    imageId,
    admin: { endpoint: aws.url, region, credentials: credentials.admin },
    worker: credentials.worker,
    roles: { readRole: roles.read, actRole: roles.act, iamActRole: roles.iamAct },
    close: () => aws.close(),
  });
});
