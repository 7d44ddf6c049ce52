import { CreateImageCommand, DescribeImageAttributeCommand, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import type { LaunchPermission } from '@aws-sdk/client-ec2';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { targetsOf } from '../../src/alert/targets.ts';
import type { PlanTarget } from '../../src/model/plan.ts';
import { unshareImage } from '../../src/remediate/actions/unshare-image.ts';
import { unshareSnapshot } from '../../src/remediate/actions/unshare-snapshot.ts';
import type { Clients } from '../sandbox/aws/support.ts';
import { actionScene } from './action-scene.ts';

const TYPE = 'AWS::EC2::LaunchPermission';
const ORGANIZATION = 'arn:aws:organizations::444455556666:organization/o-a1b2c3d4e5';
const UNIT = 'arn:aws:organizations::444455556666:ou/o-a1b2c3d4e5/ou-a1b2-f6g7h111';

const scene = actionScene(unshareImage);
let ec2: Clients['ec2'];
let ImageId: string;

beforeAll(() => {
  ({ ec2 } = scene.admin);
});

beforeEach(async () => {
  const Name = `image ${crypto.randomUUID()}`;
  const made = await ec2.send(new CreateImageCommand({ InstanceId: scene.aws.demo.instances.web1, Name }));
  ImageId = made.ImageId ?? '';
});

async function share(...Add: LaunchPermission[]): Promise<void> {
  await ec2.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add } }));
}

async function permissions(): Promise<LaunchPermission[]> {
  const { LaunchPermissions = [] } = await ec2.send(
    new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }),
  );
  return LaunchPermissions;
}

const planFor = (id: string): Promise<PlanTarget> => scene.plan({ type: TYPE, id, created: true });

describe('what a record shared is taken back, and no other permission', () => {
  const everyone: LaunchPermission[] = [
    { UserId: '444455556666' },
    { UserId: '777788889999' },
    { Group: 'all' },
    { OrganizationArn: ORGANIZATION },
    { OrganizationalUnitArn: UNIT },
  ];

  test.each(everyone.map((one): [LaunchPermission] => [one]))('from %j', async (one) => {
    await share(...everyone);
    const items = [
      Object.fromEntries(Object.entries(one).map(([key, value]) => [key[0]?.toLowerCase() + key.slice(1), value])),
    ];
    const { targets } = targetsOf({
      eventSource: 'ec2.amazonaws.com',
      eventName: 'ModifyImageAttribute',
      requestParameters: { imageId: ImageId, launchPermission: { add: { items } } },
      responseElements: { _return: true },
    });
    const named = targets.find(({ type }) => type === TYPE);

    await scene.act(await planFor(named?.id ?? ''));

    expect(unshareImage.appliesTo({ ...named, region: 'us-east-1' } as never)).toBe(true);
    expect(await permissions()).toEqual(everyone.filter((other) => other !== one));
  });
});

describe('the plan', () => {
  test('says who else has it', async () => {
    await share({ UserId: '444455556666' }, { Group: 'all' });

    const target = await planFor(`${ImageId}/444455556666`);

    expect(target.facts).toEqual([
      ImageId,
      expect.stringMatching(/^made \d{4}-/),
      'shared with account 444455556666',
      'shared with everybody as well',
    ]);
    expect(target.warnings).toEqual(['It is shared with everybody as well, which stays so.']);
    expect(target.tags).toEqual([]);
  });

  test('has nothing to do where it is not shared any more', async () => {
    expect((await planFor(`${ImageId}/444455556666`)).blocked).toBe(
      'It is not shared with account 444455556666 (any more).',
    );
    expect((await planFor('ami-0123456789abcdef0/all')).blocked).toBe('EC2 does not know this image (any more).');
  });
});

const applies = (type: string, id: string) => ({
  image: unshareImage.appliesTo({ type, id, region: 'us-east-1', created: true }),
  snapshot: unshareSnapshot.appliesTo({ type, id, region: 'us-east-1', created: true }),
});

test('is offered on permissions that a record gave', () => {
  expect(applies(TYPE, 'ami-0123456789abcdef0/all')).toEqual({ image: true, snapshot: false });
  expect(applies(TYPE, `ami-0123456789abcdef0/${UNIT}`)).toEqual({ image: true, snapshot: false });
  expect(applies(TYPE, 'ami-0123456789abcdef0/everyone')).toEqual({ image: false, snapshot: false });
  expect(applies('AWS::EC2::Image', 'ami-0123456789abcdef0')).toEqual({ image: false, snapshot: false });
  expect(applies('AWS::EC2::CreateVolumePermission', 'snap-0123456789abcdef0/444455556666')).toEqual({
    image: false,
    snapshot: true,
  });
});
