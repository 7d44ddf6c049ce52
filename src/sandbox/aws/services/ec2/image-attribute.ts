import { DescribeImageAttribute$, ModifyImageAttribute$ } from '@aws-sdk/client-ec2';
import type {
  DescribeImageAttributeRequest,
  ImageAttribute,
  LaunchPermission,
  ModifyImageAttributeRequest,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import type { Call, Demand } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import type { ImageRecord } from '../../state/ec2.ts';
import { IMAGES } from './catalog.ts';
import { imageNotFound } from './images.ts';
import { checkDryRun, invalidCombination, invalidValue } from './refusals.ts';
import { regionOf } from './regional.ts';
import { changeSharing, recordSharing, viewGrantees } from './sharing.ts';
import { resourceTagContext } from './tag-input.ts';

/** @throws AwsRefusal for an image that is not there, and for one that is somebody else's. */
function ownImage(id: string, call: Call): ImageRecord {
  const image = regionOf(call).images.get(id);
  if (image !== undefined) return image;
  // "Only the owner of an image can …" ("AuthFailure", Error codes for the Amazon EC2 API).
  if (IMAGES.has(id)) throw new AwsRefusal('AuthFailure', `Not authorized for image:${id}`, { status: 403 });
  throw imageNotFound(id);
}

function demands(action: string, id: string, call: Call): readonly Demand[] {
  const image = regionOf(call).images.get(id);
  return [
    {
      action,
      resource: `arn:aws:ec2:${call.region}::image/${id}`,
      context: {
        'ec2:ImageID': id,
        'ec2:Owner': image === undefined ? 'amazon' : call.account.id,
        ...resourceTagContext(image?.tags ?? new Map()),
      },
    },
  ];
}

export const describeImageAttribute = defineOperation<DescribeImageAttributeRequest, ImageAttribute>({
  schema: DescribeImageAttribute$,
  readOnly: true,
  supports: ['Attribute', 'ImageId', 'DryRun'],
  demands: (input, call) => demands('ec2:DescribeImageAttribute', input.ImageId ?? '', call),

  run(input, call) {
    const image = ownImage(input.ImageId ?? '', call);
    checkDryRun(input.DryRun);
    if (input.Attribute === 'description') return { ImageId: image.id, Description: { Value: image.description } };
    if (input.Attribute !== 'launchPermission') throw invalidValue(input.Attribute ?? '', 'attribute');
    return { ImageId: image.id, LaunchPermissions: viewGrantees<LaunchPermission>(image.sharedWith) };
  },

  record: {
    request: (input) => ({ attributeType: input.Attribute ?? '', imageId: input.ImageId ?? '' }),
    touched: (input) => [{ type: 'AWS::EC2::Image', name: input.ImageId ?? '' }],
  },
});

export const modifyImageAttribute = defineOperation<ModifyImageAttributeRequest, object>({
  schema: ModifyImageAttribute$,
  readOnly: false,
  supports: ['Attribute', 'ImageId', 'LaunchPermission', 'DryRun'],
  demands: (input, call) => demands('ec2:ModifyImageAttribute', input.ImageId ?? '', call),

  run(input, call) {
    const image = ownImage(input.ImageId ?? '', call);
    if (input.Attribute !== undefined && input.Attribute !== 'launchPermission') {
      throw invalidValue(input.Attribute, 'attribute');
    }
    if (input.LaunchPermission === undefined) throw invalidCombination('No attributes specified.');
    const shared = changeSharing(image.sharedWith, input.LaunchPermission);
    checkDryRun(input.DryRun);
    image.sharedWith = shared;
    call.account.changed();
    return {};
  },

  record: {
    request: (input) => ({
      attributeType: 'launchPermission',
      imageId: input.ImageId ?? '',
      launchPermission: recordSharing(input.LaunchPermission ?? {}),
    }),
    touched: (input) => [{ type: 'AWS::EC2::Image', name: input.ImageId ?? '' }],
  },
});
