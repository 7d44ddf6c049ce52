import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { actionSite } from '../contract/actions/action-site.ts';
import { actionContract } from '../contract/actions/actions.ts';
import { ACCOUNT, createAdmin, createFunctionUsers, createRole, EXTERNAL_ID, REGION } from './identities.ts';
import { startMoto } from './moto-server.ts';
import { allow, MOTO_NAMES, ROLE_RIGHTS } from './rights.ts';

actionContract(async () => {
  const moto = await startMoto();
  const admin = { endpoint: moto.url, region: REGION, credentials: await createAdmin(moto.url) };
  const iam = new IAMClient(admin);
  const { worker } = await createFunctionUsers(iam);
  const role = async (name: keyof typeof ROLE_RIGHTS): Promise<string> => {
    const arn = await createRole(iam, name);
    const PolicyDocument = allow(ROLE_RIGHTS[name]);
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument }));
    return arn;
  };
  const roles = {
    readRole: await role('TrailboltRead'),
    actRole: await role('TrailboltAct'),
    iamActRole: await role('TrailboltActIam'),
  };
  const ec2 = new EC2Client(admin);
  const { Images: [image] = [] } = await ec2.send(new DescribeImagesCommand({ MaxResults: 5 }));
  for (const client of [iam, ec2]) client.destroy();
  await moto.enforceIam();
  return actionSite({
    account: ACCOUNT,
    imageId: image?.ImageId ?? '',
    admin,
    worker,
    roles: { ...roles, externalId: EXTERNAL_ID },
    names: MOTO_NAMES,
    close: () => moto.stop(),
  });
});
