import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFindings } from './axe.ts';
import { startByHand, type ByHand } from './by-hand.ts';
import { keepScreenshot } from './chromium.ts';

interface Story {
  readonly id: string;
  readonly title: string;
  /** Words of the card that came of it. */
  readonly card: string;
  readonly remedy: string;
  /** What stands in the account before, and after the remedy. */
  readonly row: (account: Locator) => Locator;
  readonly before: string;
  readonly after: string;
  /** What the remedy's undo is called, which brings back what was before; absent: it has none. */
  readonly undo?: string;
}

const STORIES: readonly Story[] = [
  {
    id: 'port-opened',
    title: 'A port is opened by mistake',
    card: 'vic (IAM user)',
    remedy: 'Revoke inbound rule…',
    row: (account) => account.locator('[data-testid^="group/us-east-1/"]').filter({ hasText: 'default' }),
    before: 'open to the world: tcp 22',
    after: 'closed',
    undo: 'Put inbound rule back',
  },
  {
    id: 'snapshot-shared',
    title: 'The database leaves the house',
    card: 'A snapshot was made and shared',
    remedy: 'Unshare snapshot…',
    row: (account) => account.locator('[data-testid^="copy/us-east-1/snap-"]').last(),
    before: 'shared with 999900001111',
    after: 'not shared',
    undo: 'Share snapshot again',
  },
  {
    id: 'backdoor-user',
    title: 'A back door is built in',
    card: 'Administrator rights were given',
    remedy: 'Deactivate 2 keys of ada and support-tools…',
    row: (account) => account.getByTestId('user/support-tools'),
    before: 'Active',
    after: 'Inactive',
    undo: 'Reactivate access keys',
  },
  {
    id: 'ransom-in-s3',
    title: 'A ransom is asked for a bucket',
    card: 'A bucket is held to ransom',
    remedy: 'Deactivate access key…',
    row: (account) => account.getByTestId('user/reports-app'),
    before: 'Active',
    after: 'Inactive',
    undo: 'Reactivate access key',
  },
  {
    id: 'console-without-mfa',
    title: 'A password was enough',
    card: 'signed in to the console without MFA',
    remedy: 'Quarantine user…',
    row: (account) => account.getByTestId('user/jonas'),
    before: 'console password',
    after: 'AWSDenyAll',
    undo: 'Release user',
  },
  {
    id: 'insider',
    title: 'Somebody from inside',
    card: 'mira (IAM user)',
    remedy: 'Unshare image…',
    row: (account) => account.locator('[data-testid^="copy/us-east-1/ami-"]'),
    before: 'shared with 999900001111',
    after: 'not shared',
    undo: 'Share image again',
  },
  {
    id: 'trail-stopped',
    title: 'The lights go out',
    card: 'CloudTrail was stopped or deleted',
    remedy: 'Start logging…',
    row: (account) => account.getByTestId('trail/org-trail'),
    before: 'not logging',
    after: 'org-traillogging',
  },
];

/** Nobody plays ten stories in two minutes: Slack's limits for one channel are felt then. */
const PATIENCE_MS = 90_000;

/** A folded text: what stands in a row is spread over elements. */
async function wordsOf(row: Locator): Promise<string> {
  return ((await row.textContent()) ?? '').replaceAll(/\s+/g, ' ');
}

describe('every story to its end, by clicks and typing only', () => {
  let hands: ByHand;
  const channel = (): Locator => hands.page.getByRole('main');
  const cards = (): Locator =>
    channel()
      .getByTestId('message')
      .filter({ has: hands.page.getByRole('heading') });

  beforeAll(async () => {
    hands = await startByHand({ width: 1640, height: 1120 });
  });
  afterAll(async () => hands?.close());

  test('a quiet day comes and goes without a card', async () => {
    await hands.play('A quiet day');
    await hands.account
      .getByTestId('scenario-quiet-day')
      .getByText(/Played\./)
      .waitFor();

    await keepScreenshot(hands.page, 'stories-quiet-day');
  });

  test.each(STORIES)(
    '$title',
    async ({ id, title, card: words, remedy, row, before, after, undo }) => {
      const { page, account, modal, thread } = hands;
      await hands.actAs('rana');
      await hands.play(title);
      const card = cards().filter({ hasText: words });
      const button = card.getByRole('button', { name: remedy });
      await button.waitFor();
      await expect.poll(() => wordsOf(row(account))).toContain(before);
      await keepScreenshot(page, `stories-${id}-1-card`);

      await button.click();
      await modal.getByText('What will happen').waitFor();
      await keepScreenshot(page, `stories-${id}-2-plan`);
      await hands.askForApproval('Nobody here meant this.');
      await card.getByTestId('open-thread').click();
      await hands.approveAs('ana');

      await thread.getByRole('heading', { name: /– done$/ }).waitFor({ timeout: PATIENCE_MS });
      await expect.poll(() => wordsOf(row(account))).toContain(after);
      await card.getByText(/– done/).waitFor({ timeout: PATIENCE_MS });
      await keepScreenshot(page, `stories-${id}-3-done`);
      expect(await thread.getByRole('button', { name: /^Undo/ }).count()).toBe(undo === undefined ? 0 : 1);
      if (undo !== undefined) {
        await hands.actAs('rana');
        await thread.getByRole('button', { name: /^Undo/ }).click();
        await modal.getByText('What the remedy ended will be so again').waitFor();
        await hands.askForApproval('It was meant after all.');
        await thread.getByRole('heading', { name: undo }).waitFor();
        await hands.approveAs('ana');

        await thread.getByRole('heading', { name: `${undo} – done` }).waitFor({ timeout: PATIENCE_MS });
        await expect.poll(() => wordsOf(row(account))).toContain(before);
        await keepScreenshot(page, `stories-${id}-4-undone`);
      }
      await thread.getByRole('button', { name: 'Close thread' }).click();
    },
    240_000,
  );

  test('there is one card for each attack and none for the quiet day', async () => {
    expect(await cards().count()).toBe(STORIES.length);
    expect(await seriousFindings(hands.page)).toEqual([]);
  });

  test('every story is played to its end, here or in a file of its own', async () => {
    const shown = await hands.account
      .getByRole('combobox', { name: /^Story/ })
      .getByRole('option')
      .allTextContents();
    const elsewhere = ['A leaked key mines coins', 'A machine stands open', 'Was that you?', 'A quiet day'];

    expect(shown.toSorted()).toEqual([...STORIES.map(({ title }) => title), ...elsewhere].toSorted());
  });

  test('it starts over: nothing was said, nothing was done', async () => {
    await hands.account.getByRole('button', { name: 'Start over' }).click();
    await hands.page.getByRole('alertdialog').getByRole('button', { name: 'Start over' }).click();

    await channel().getByText('All quiet. Time for an attack.').waitFor();
    await expect.poll(() => wordsOf(hands.account.getByTestId('trail/org-trail'))).toContain('logging');
    expect(await hands.account.getByTestId('user/support-tools').count()).toBe(0);
    await hands.play('A port is opened by mistake');
    await cards().filter({ hasText: 'vic (IAM user)' }).getByRole('button', { name: 'Revoke inbound rule…' }).waitFor();
    expect(hands.trouble).toEqual([]);
  });
});
