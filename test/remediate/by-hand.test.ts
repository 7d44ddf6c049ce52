import { expect, test } from 'vitest';
import { enableKey } from '../../src/remediate/actions/enable-key.ts';
import { freezeFunction } from '../../src/remediate/actions/freeze-function.ts';
import { removeFunctionPermission } from '../../src/remediate/actions/remove-function-permission.ts';
import { stopInstance } from '../../src/remediate/actions/stop-instance.ts';
import { targetByHand } from '../../src/remediate/by-hand.ts';

const ID = 'i-0123456789abcdef0';

test('a target is what the action can be done to, in the Region that was said', () => {
  expect(targetByHand(stopInstance, ID, 'eu-west-1')).toEqual({
    type: 'AWS::EC2::Instance',
    id: ID,
    region: 'eu-west-1',
  });
});

test.each([
  ['another kind of thing', 'sg-0123456789abcdef0'],
  ['no id', 'web-1'],
  ['an id with more behind it', `${ID}; drop`],
])('%s is refused', (_what, id) => {
  expect(() => targetByHand(stopInstance, id, 'eu-west-1')).toThrow('is nothing that stop-instance can be done to');
});

test('where several Regions are possible, one has to be said', () => {
  expect(() => targetByHand(stopInstance, ID, undefined)).toThrow(`Say in which Region ${ID} is, after the account.`);
});

test.each([
  [enableKey, 'AWS::KMS::Key', '00000000-0000-4000-8000-00000000cafe'],
  [freezeFunction, 'AWS::Lambda::Function', 'resize'],
  [removeFunctionPermission, 'AWS::Lambda::Permission', 'resize:live/all'],
])('a key, a function and a statement of its policy are named by their ids', (action, type, id) => {
  expect(targetByHand(action, id, 'eu-west-1')).toEqual({ type, id, region: 'eu-west-1' });
});

test('what is global in AWS needs no Region', () => {
  const action = { ...stopInstance, appliesTo: ({ type }: { type: string }) => type === 'AWS::IAM::User' };

  expect(targetByHand(action, 'dave', undefined)).toMatchObject({ type: 'AWS::IAM::User', region: 'us-east-1' });
});
