import { describe, expect, test } from 'vitest';
import { mrkdwn, plain } from './sample-blocks.ts';
import { attackedState, withMessages, fromApp } from './sample-states.ts';
import { useStage } from './stage.ts';

const { open } = useStage();

describe('what a message says', () => {
  const hostile =
    '<!channel> *x* <https://evil.example|aws> <img src=x onerror=alert(1)> :fire: arn:aws:s3:::key &amp;';

  test('plain text is shown exactly, whatever stands in it', async () => {
    const { page, trouble } = await open({
      state: withMessages(
        fromApp([
          { type: 'header', block_id: 'h', text: plain(hostile) },
          { type: 'section', block_id: 's', text: plain(hostile) },
          { type: 'context', block_id: 'c', elements: [plain(hostile)] },
          {
            type: 'rich_text',
            block_id: 'r',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: hostile }] }],
          },
        ]),
      ),
    });
    const message = page.getByTestId('message');

    expect(await message.getByRole('heading').textContent()).toBe(hostile);
    expect(await message.locator('.section-text').textContent()).toBe(hostile);
    expect(await message.locator('.context').textContent()).toBe(hostile);
    expect(await message.locator('.rich-text').textContent()).toBe(hostile);
    expect(await message.locator('a, img, strong:not(.author), .mention').count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test('plain text draws emoji where it asks for them', async () => {
    const { page } = await open({
      state: withMessages(fromApp([{ type: 'header', block_id: 'h', text: plain('Hot :fire: :nope:', true) }])),
    });

    expect(await page.getByTestId('message').getByRole('heading').textContent()).toBe('Hot 🔥 :nope:');
  });

  test('escaped mrkdwn is text; unescaped mrkdwn shows what it would have done', async () => {
    const escaped = '&lt;!channel&gt; &lt;https://evil.example|aws.amazon.com&gt;';
    const { page } = await open({
      state: withMessages(
        fromApp([
          { type: 'section', block_id: 'a', text: mrkdwn(escaped) },
          { type: 'section', block_id: 'b', text: mrkdwn('<!channel> <https://evil.example/|aws.amazon.com>') },
          { type: 'section', block_id: 'c', text: mrkdwn('<javascript:alert(1)|click me>') },
        ]),
      ),
    });
    const [first, second, third] = await page.locator('.section').all();

    expect(await first?.textContent()).toBe('<!channel> <https://evil.example|aws.amazon.com>');
    expect(await first?.getByTestId('broadcast').count()).toBe(0);
    expect(await second?.getByTestId('broadcast').textContent()).toBe('@channel');
    expect(await second?.getByRole('link').getAttribute('href')).toBe('https://evil.example/');
    expect(await second?.getByRole('link').getAttribute('rel')).toBe('noopener noreferrer');
    expect(await third?.textContent()).toBe('<javascript:alert(1)|click me>');
    expect(await third?.getByRole('link').count()).toBe(0);
  });

  test('links of rich text and buttons open web addresses only', async () => {
    const { page } = await open({ state: attackedState(), hash: `#as=ana&in=security-audit` });

    expect(await page.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual(
      ['https://example.com/', 'https://console.aws.amazon.com/'],
    );
    expect(await page.getByRole('button', { name: 'Trap' }).isDisabled()).toBe(true);
  });

  test('a block that the page does not know says so', async () => {
    const { page } = await open({ state: attackedState(), hash: `#as=ana&in=security-audit` });

    await page.getByText('The sandbox cannot draw a “hologram” block.').waitFor();
    await page.getByText('(edited)').waitFor();
    expect(await page.getByRole('img', { name: 'Calls per hour' }).count()).toBe(1);
  });

  test('its text, without markup, is its accessible name', async () => {
    const { page } = await open({ state: attackedState() });

    await page
      .getByRole('article', { name: /^Trailbolt, 9:41.AM: Critical: 4 instances were launched by the user ci-deploy/ })
      .waitFor();
  });
});
