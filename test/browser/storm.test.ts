import { expect, test } from 'vitest';
import type { SandboxMessage, SandboxState } from '../../src/sandbox/contract.ts';
import { ALERTS, BOT, card, START_SECONDS } from './sample-blocks.ts';
import { withMessages } from './sample-states.ts';
import { useStage } from './stage.ts';

const { open, stage } = useStage();

const tsOf = (index: number): string => `${START_SECONDS + index}.000100`;

function alert(index: number): SandboxMessage {
  return { ...card(), ts: tsOf(index), text: `Alert ${index}` };
}

function storm(count: number): SandboxState {
  return withMessages(...Array.from({ length: count }, (_, index) => alert(index)));
}

test('ten thousand messages: the newest are drawn, and the page can be used', async () => {
  const { page } = await open({ state: storm(10_000) });
  const messages = page.getByTestId('message');

  await page.locator(`[data-ts="${tsOf(9999)}"]`).waitFor();
  expect(await messages.count()).toBe(50);
  stage().show(storm(10_001));
  await page.locator(`[data-ts="${tsOf(10_000)}"]`).waitFor();
  await page.getByRole('textbox', { name: 'Message #security-alerts' }).fill('still here');

  expect(await messages.count()).toBe(50);
  expect(await page.getByRole('button', { name: 'Show 50 earlier messages' }).count()).toBe(1);
});

test('older ones come in by scrolling up, to the very first, and what is read stays where it is', async () => {
  const { page } = await open({ state: storm(430) });
  const list = page.locator('.messages');
  const first = page.locator(`[data-ts="${tsOf(0)}"]`);
  await page.locator(`[data-ts="${tsOf(429)}"]`).waitFor();

  await expect
    .poll(
      async () => {
        await list.hover();
        await page.mouse.wheel(0, -100_000);
        return first.count();
      },
      { timeout: 30_000 },
    )
    .toBe(1);
  await list.evaluate((box) => {
    box.scrollTop = box.scrollHeight / 2;
  });
  const inSight = page.locator(`[data-ts="${tsOf(215)}"]`);
  const before = await inSight.boundingBox();
  stage().show(storm(440));
  await page.locator(`[data-ts="${tsOf(439)}"]`).waitFor({ state: 'attached' });

  expect((await inSight.boundingBox())?.y).toBeCloseTo(before?.y ?? Number.NaN, 0);
  expect(await page.getByRole('button', { name: /earlier messages/ }).count()).toBe(0);
});

test('a link to the thread of an old message opens it', async () => {
  const parent = { ...alert(0), text: 'The old one', blocks: [] };
  const reply = { ts: tsOf(9000), channel: ALERTS, author: BOT, text: 'and its reply', threadTs: parent.ts };
  const { page } = await open({
    state: withMessages(parent, ...storm(1000).slack.messages.slice(1), reply),
    hash: `#as=ana&in=security-alerts&thread=${parent.ts}`,
  });
  const thread = page.getByRole('complementary', { name: 'Thread' });

  await thread.getByText('The old one').waitFor();
  await thread.getByText('and its reply').waitFor();
});
