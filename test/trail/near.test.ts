import { expect, it } from 'vitest';
import { nearNames } from '../../src/trail/near.ts';

const NAMES = [
  'arn:aws:iam::111122223333:user/team/dave',
  'ada',
  'ana',
  'ben',
  'RunInstances',
  'StopInstances',
  'DescribeInstances',
];

it.each([
  ['dvae', ['dave']],
  ['davee', ['dave']],
  ['DAV', ['dave']],
  ['adda', ['ada']],
  ['runinstance', ['RunInstances']],
  ['StoppInstances', ['StopInstances']],
  ['nobody', []],
  ['', []],
  ['x'.repeat(5000), []],
])('%s may have meant %j', (word, names) => {
  expect(nearNames(word, NAMES)).toEqual(names);
});

it('offers three at most, the nearest first', () => {
  expect(nearNames('web-1', ['web-22', 'web-2', 'web-3', 'web-4', 'web-10'])).toEqual(['web-10', 'web-2', 'web-3']);
});
