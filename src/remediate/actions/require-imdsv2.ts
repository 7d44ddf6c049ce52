import type { Action } from '../action.ts';
import { planTokens, tokenCalls } from '../aws/metadata.ts';

/** Makes instances give metadata, and with it credentials, against a token only. */
export const requireImdsv2: Action = {
  ...tokenCalls('required'),
  id: 'require-imdsv2',
  title: { one: 'Require IMDSv2', many: 'Require IMDSv2' },
  risk: 'reversible',
  writes: 'resources',
  undo: 'exact',
  undoNote: 'The instance answers without a token again; hop limit and endpoint are not touched either way.',
  permissions: { read: ['ec2:DescribeInstances'], act: ['ec2:ModifyInstanceMetadataOptions'] },

  reverse: {
    ...tokenCalls('optional'),
    title: { one: 'Allow IMDSv1 again', many: 'Allow IMDSv1 again' },
    // A forged request is enough again to get the instance's credentials.
    risk: 'disruptive',
    permissions: { read: ['ec2:DescribeInstances'], act: ['ec2:ModifyInstanceMetadataOptions'] },
    plan: (session, done) => Promise.all(done.map(({ target }) => planTokens(session, target, 'optional'))),
    effects: (targets) =>
      targets.map(({ id, name }) => `${name ?? id} gives metadata and credentials without a token again.`),
    limits: () => [],
  },

  // What a record has set to "optional". Instances are offered worse remedies as it is.
  appliesTo: ({ type, id }) => type === 'AWS::EC2::InstanceMetadataOptions' && /^i-[0-9a-f]{8,17}$/.test(id),
  plan: (session, targets) => Promise.all(targets.map((target) => planTokens(session, target, 'required'))),
  effects: (targets) =>
    targets.map(
      ({ id, name }) =>
        `${name ?? id} gives metadata and credentials against a token only. Old programs on it that ask without one get none.`,
    ),
  limits: () => ['Credentials that the instance handed out stay valid until they expire.'],
};
