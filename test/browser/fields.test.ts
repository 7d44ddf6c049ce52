import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ALERTS, ANA, AUDIT } from './sample-blocks.ts';
import { EVERY_FIELD } from './sample-layouts.ts';
import { withView } from './sample-states.ts';
import { useStage } from './stage.ts';

const { open } = useStage();

async function tabTo(page: Page, label: string): Promise<void> {
  for (let press = 0; press < 60; press += 1) {
    const isThere = await page.evaluate((wanted) => {
      const field = document.activeElement;
      const own =
        field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement;
      return own && [...(field.labels ?? [])].some((each) => each.textContent.startsWith(wanted));
    }, label);
    if (isThere) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The keyboard does not reach “${label}”.`);
}

test('every field of a modal is filled in by keyboard alone, and tells what was entered', async () => {
  const { page, gestures } = await open({ state: withView({ view: EVERY_FIELD }) });
  await page.getByRole('dialog').waitFor();
  const type = async (label: string, ...keys: readonly string[]): Promise<void> => {
    await tabTo(page, label);
    for (const key of keys) await page.keyboard.press(key);
  };
  const write = async (label: string, text: string): Promise<void> => {
    await tabTo(page, label);
    await page.keyboard.type(text);
  };

  await write('Name', 'Ana');
  await write('Mail', 'ana@example.com');
  await write('Site', 'https://example.com/');
  await write('Count', '7');
  await write('Note', 'seen');
  await write('Day', '12012026');
  await write('Time', '0930PM');
  await write('Moment', '12012026');
  await page.keyboard.press('Tab');
  await page.keyboard.type('0930AM');
  await type('Pick', 't');
  await type('one', 'Space');
  await type('Who', 'A');
  await type('#security-alerts', 'Space');
  await page.getByRole('group', { name: 'Talks' }).getByRole('checkbox', { name: '#security-audit' }).press('Space');
  await page.getByRole('radio', { name: 'one' }).press('ArrowDown');
  await page.getByRole('group', { name: 'Checks' }).getByRole('checkbox', { name: 'two' }).press('Space');
  await page.getByRole('button', { name: 'Send', exact: true }).press('Enter');

  await expect.poll(() => gestures).toHaveLength(1);
  const [sent] = gestures;
  expect(sent).toMatchObject({
    do: 'submit',
    values: {
      name: { name: { value: 'Ana' } },
      mail: { mail: { value: 'ana@example.com' } },
      site: { site: { value: 'https://example.com/' } },
      count: { count: { value: '7' } },
      note2: {
        note2: {
          rich_text_value: {
            type: 'rich_text',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'seen' }] }],
          },
        },
      },
      day: { day: { selected_date: '2026-12-01' } },
      time: { time: { selected_time: '21:30' } },
      moment: { moment: { selected_date_time: new Date('2026-12-01T09:30').getTime() / 1000 } },
      pick: { pick: { selected_option: { value: 'two' } } },
      picks: { picks: { selected_options: [{ value: 'one' }] } },
      who: { who: { selected_user: ANA } },
      where: { where: { selected_channels: [ALERTS] } },
      talks: { talks: { selected_conversations: [AUDIT] } },
      radio: { radio: { selected_option: { value: 'two' } } },
      checks: { checks: { selected_options: [{ value: 'two' }] } },
    },
  });
});

test('an error and a hint are told with their field', async () => {
  const { page } = await open({ state: withView({ view: EVERY_FIELD, errors: { mail: 'No such address.' } }) });
  const mail = page.getByRole('textbox', { name: 'Mail' });

  const ids = (await mail.getAttribute('aria-describedby'))?.split(' ') ?? [];
  const told = await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).textContent()));

  expect(told).toEqual(['No such address.', 'At work']);
  expect(await mail.getAttribute('aria-invalid')).toBe('true');
});
