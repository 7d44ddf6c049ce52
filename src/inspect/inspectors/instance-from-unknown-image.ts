import { foundTarget, type Finding, type Inspector } from '../inspector.ts';
import { INSTANCE, readInstances } from '../reads/instances.ts';

/** Images that AWS itself publishes or has checked. */
const TRUSTED_ALIASES = new Set(['amazon', 'aws-marketplace', 'aws-backup-vault', 'self']);

/**
 * Accounts by which makers of operating systems publish, as their own documentation names them: Canonical, Debian, Red Hat,
 * SUSE, Rocky Linux and AlmaLinux.
 */
const KNOWN_PUBLISHERS = new Set([
  '099720109477',
  '136693071363',
  '309956199498',
  '013907871322',
  '792107900819',
  '764336703387',
]);

/** An instance from an image of somebody whom nobody here knows. */
export const instanceFromUnknownImage: Inspector = {
  rule: {
    id: 'instance-from-unknown-image',
    title: 'An instance was launched from an image of an unknown owner',
    level: 'medium',
    description:
      'Anybody can publish an image under any name. This one belongs neither to AWS, nor to the Marketplace, nor to an account that Trailbolt guards, so what runs in the instance is not known.',
    whatToDo: 'Find out whose image it is. If nobody knows, terminate the instance and look who launched it.',
    falsePositives: ['Images of a vendor or of an account of yours that the policy does not list.'],
    attack: ['T1204.003', 'T1195.002'],
  },
  after: ['ec2.amazonaws.com:RunInstances'],
  permissions: { read: ['ec2:DescribeInstances', 'ec2:DescribeImages'] },

  async look(session, record, { accounts }) {
    const { instances, settling } = await readInstances(session, record);
    const imageIds = [...new Set(instances.flatMap((instance) => instance.ImageId ?? []))];
    if (imageIds.length === 0) return { findings: [], settling };
    // By filter: an image that was withdrawn meanwhile would fail them all.
    const { output } = await session.call('ec2:DescribeImages', { Filters: [{ Name: 'image-id', Values: imageIds }] });
    const images = new Map((output.Images ?? []).map((image) => [image.ImageId, image]));
    const findings = instances.flatMap((instance): Finding[] => {
      const image = images.get(instance.ImageId ?? '');
      const owner = image?.OwnerId;
      // Not to be seen any more: then nobody can tell, and nothing is claimed.
      if (image === undefined || owner === undefined) return [];
      if (TRUSTED_ALIASES.has(image.ImageOwnerAlias ?? '') || KNOWN_PUBLISHERS.has(owner)) return [];
      if (owner === session.account || accounts.includes(owner)) return [];
      return [
        {
          target: foundTarget(record, INSTANCE, instance.InstanceId),
          seen: `Its image ${image.ImageId ?? ''} belongs to account ${owner}.`,
        },
      ];
    });
    return { findings, settling };
  },
};
