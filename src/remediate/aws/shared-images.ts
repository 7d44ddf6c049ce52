import { partitionOf } from '../../model/partition.ts';
import { isAwsError } from './answers.ts';
import { targetTags } from './instances.ts';
import { idOf, type Sharing } from './sharing.ts';

/** Images, by their launch permissions. */
export const sharedImages: Sharing = {
  noun: 'image',
  service: 'EC2',
  change: () => 'ec2:ModifyImageAttribute',
  // Images have no account in their ARNs.
  arn: ({ region }, id) => `arn:${partitionOf(region)}:ec2:${region}::image/${id}`,

  carrier: (_session, id) => ({ type: 'AWS::EC2::Image', names: [id] }),

  async read(session, id) {
    try {
      const { output } = await session.call('ec2:DescribeImages', { ImageIds: [id] });
      const image = output.Images?.find(({ ImageId }) => ImageId === id);
      if (image === undefined) return undefined;
      const attribute = await session.call('ec2:DescribeImageAttribute', {
        ImageId: id,
        Attribute: 'launchPermission',
      });
      return {
        owner: image.OwnerId,
        name: image.Name,
        facts: image.CreationDate === undefined ? [] : [`made ${image.CreationDate.slice(0, 10)}`],
        tags: targetTags(image.Tags),
        sharedWith: (attribute.output.LaunchPermissions ?? []).map(idOf),
      };
    } catch (error) {
      if (isAwsError(error, 'InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable')) return undefined;
      throw error;
    }
  },

  async modify(session, id, how, whom) {
    const { requestId } = await session.call('ec2:ModifyImageAttribute', {
      ImageId: id,
      LaunchPermission: { [how]: [whom] },
    });
    return requestId;
  },
};
