import { expect, test } from 'vitest';
import { emojiGlyph, withEmoji } from '../../../src/sandbox/page/emoji.ts';
import { plainSummary } from '../../../src/sandbox/page/plain-summary.ts';
import { safeUrl } from '../../../src/sandbox/page/safe-url.ts';

const names = {
  user: (id: string) => `user ${id}`,
  channel: (id: string) => `channel ${id}`,
  group: (id: string) => `group ${id}`,
};

test('a summary reads as one line without markup', () => {
  const source =
    '*Critical*: <@U1> in <#C1>\n> `ec2:RunInstances` &lt;now&gt; <https://a.example|here> <!date^1^{time}|at one> :zap: <!here> <!subteam^S1|@secops> <!subteam^S2>';

  expect(plainSummary(source, names)).toBe(
    'Critical: @user U1 in #channel C1 ec2:RunInstances <now> here at one ⚡ @here @secops @group S2',
  );
});

test.each([
  ['https://a.example/x', 'https://a.example/x'],
  ['HTTP://a.example', 'HTTP://a.example'],
  ['mailto:a@example.com', 'mailto:a@example.com'],
  ['javascript:alert(1)', undefined],
  [' javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['file:///etc/passwd', undefined],
  ['slack://open', undefined],
  ['/relative', undefined],
  ['', undefined],
])('%j opens %j', (address, expected) => {
  expect(safeUrl(address)).toBe(expected);
});

test('emoji are drawn by their names; unknown names and ARNs stay', () => {
  expect(withEmoji(':warning: arn:aws:s3:::key :no_such:')).toBe('⚠️ arn:aws:s3:::key :no_such:');
  expect(emojiGlyph('constructor')).toBeUndefined();
  expect(withEmoji(':wave::skin-tone-2: :wave:')).toBe('👋🏻 👋');
  expect(emojiGlyph('raised_hand', 6)).toBe('✋🏿');
});
