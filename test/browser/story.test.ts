import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startByHand, type ByHand } from './by-hand.ts';
import { keepScreenshot } from './chromium.ts';

const REASON = 'Not ours: nobody deploys graphics machines here.';

/** The text that a reader sees, spaces folded. */
function words(text: string | null): string {
  return (text ?? '').replaceAll(/\s+/g, ' ');
}

describe('a leaked key, by clicks and typing only', () => {
  let hands: ByHand;

  beforeAll(async () => {
    hands = await startByHand({ timeZone: 'Asia/Kolkata' });
  });
  afterAll(async () => hands?.close());

  test('the attack is played, and one card comes that says who did what, and offers the remedy', async () => {
    await hands.playAttack();

    const shown = words(await hands.card.textContent());
    await keepScreenshot(hands.page, 'story-1-card');
    expect(shown).toContain('High: Instances were launched in bulk or of unusual size');
    expect(shown).toMatch(/dave \(IAM user\) made \d calls in .*: RunInstances/);
    expect(shown).toContain('203.0.113.77');
    expect(await hands.launched.count()).toBe(6);
    expect(shown).toContain('Targets 6 instances');
  });

  test('times are the reader’s own', async () => {
    const moment = hands.card.locator('.blocks time').first();

    const there = new Date((await moment.getAttribute('datetime')) ?? '').toLocaleTimeString('en-US', {
      timeZone: 'Asia/Kolkata',
      hour: 'numeric',
      minute: '2-digit',
    });

    expect(await moment.textContent()).toContain(there.split(' ')[0]);
  });

  test.each([
    ['vic', 'This needs the role responder; you have viewer.'],
    ['gus', 'Guests cannot use Trailbolt.'],
  ])('%s presses the remedy and reads why there is no plan', async (name, reason) => {
    await hands.actAs(name);
    await hands.card.getByRole('button', { name: /^Terminate/ }).click();

    await hands.modal.getByText(reason).waitFor();
    await hands.page.keyboard.press('Escape');
    await hands.modal.waitFor({ state: 'detached' });
  });

  test('Rana reads the plan in the modal, says why, and asks', async () => {
    await hands.actAs('rana');
    await hands.card.getByRole('button', { name: /^Terminate/ }).click();
    await hands.modal.getByText('What will happen').waitFor();
    await keepScreenshot(hands.page, 'story-2-plan');
    expect(words(await hands.modal.textContent())).toContain('6 instances are terminated.');
    await hands.modal.getByRole('button', { name: 'Cancel' }).click();
    await hands.modal.waitFor({ state: 'detached' });

    await hands.askForTermination(REASON);

    await hands.request.getByText(REASON).waitFor();
    await keepScreenshot(hands.page, 'story-3-request');
    // The card is brought up to date in its turn, after the request.
    await hands.card.getByRole('button', { name: /^Terminate/ }).waitFor({ state: 'detached' });
  });

  test.each([
    ['rana', 'You asked for this yourself'],
    ['vic', 'You are not among the approvers'],
    ['dave', 'You are the person behind the principal'],
    ['gus', 'Guests cannot use Trailbolt'],
  ])('%s presses Approve and is refused, with the reason for their eyes only', async (name, reason) => {
    await hands.actAs(name);
    await hands.approve();

    await hands.whispers(hands.thread).filter({ hasText: reason }).waitFor();
    await keepScreenshot(hands.page, `story-4-refused-${name}`);
    await hands.actAs('ana');
    await hands.whispers(hands.thread).filter({ hasText: reason }).waitFor({ state: 'detached' });
    expect(words(await hands.request.textContent())).toContain('0 of 2 approvals');
  });

  test('Ana thinks twice, then approves: one of two', async () => {
    await hands.actAs('ana');
    await hands.thread.getByRole('button', { name: /^Approve/ }).click();
    const question = hands.page.getByRole('alertdialog', { name: 'Terminate instances?' });
    expect(words(await question.textContent())).toContain('This cannot be undone.');
    await keepScreenshot(hands.page, 'story-5-confirm');
    await question.getByRole('button', { name: 'Back' }).click();
    await hands.approve();

    await hands.request.getByText('1 of 2 approvals').waitFor();
    expect(await hands.launched.filter({ hasText: 'running' }).count()).toBe(6);
  });

  test('Ben approves, and the six instances end before everybody’s eyes', async () => {
    await hands.actAs('ben');
    await hands.approve();

    await hands.request.getByRole('heading', { name: /done/ }).waitFor();
    await expect.poll(() => hands.launched.filter({ hasText: 'terminated' }).count()).toBe(6);
    await hands.card.getByText(/– done/).waitFor();
    await keepScreenshot(hands.page, 'story-6-done');
  });

  test('card and thread tell the whole story: who asked and why, who approved, what became of each', async () => {
    const card = words(await hands.card.textContent());
    const request = words(await hands.request.textContent());

    for (const name of ['Rana Haddad', 'Ana Duarte', 'Ben Okafor']) {
      expect(card).toContain(`@${name}`);
      expect(request).toContain(`@${name}`);
    }
    expect(request).toContain(REASON);
    expect(request).toContain('2 of 2 approvals');
    for (const id of await hands.launched.locator('.id').allTextContents()) {
      expect(request).toMatch(new RegExp(`${id} stopped; snapshot snap-\\w+ of vol-\\w+ is complete; terminated`));
    }
    expect(await hands.page.getByRole('button', { name: /^(Approve|Reject|Terminate)/ }).count()).toBe(0);
  });

  test('“Show trail” answers in the thread, for everybody', async () => {
    await hands.actAs('vic');
    await hands.card.getByRole('button', { name: 'Show trail' }).click();

    const answer = hands.thread.getByTestId('message').filter({ hasText: 'Trail of' });
    await answer.getByText('asked by').waitFor();
    await keepScreenshot(hands.page, 'story-7-trail');
    expect(words(await answer.textContent())).toContain('RunInstances');
    await hands.actAs('ben');
    await answer.waitFor();
  });

  test('/trail who dave and /trail help answer only the person who types them', async () => {
    await hands.thread.getByRole('button', { name: 'Close thread' }).click();
    const whispers = hands.whispers(hands.page.getByRole('main'));

    await hands.type('/trail who dave');
    await whispers.getByRole('heading', { name: 'Trail of dave' }).waitFor();
    await keepScreenshot(hands.page, 'story-8-who');
    await hands.type('/trail help');
    await whispers.getByText('What somebody did, from where').waitFor();
    await keepScreenshot(hands.page, 'story-9-help');

    await hands.actAs('rana');
    await whispers.first().waitFor({ state: 'detached' });
  });

  test('the app’s Home lists the case, what ran, and whether records still come', async () => {
    await hands.page.getByRole('button', { name: 'Trailbolt Home' }).click();
    const home = hands.page.getByRole('region', { name: 'Home' });

    await home.getByRole('heading', { name: '1 open case' }).waitFor();
    await keepScreenshot(hands.page, 'story-10-home');
    const shown = words(await home.textContent());
    expect(shown).toContain('High: Instances were launched in bulk or of unusual size');
    expect(shown).toMatch(/Terminate instances .* – done\. All 6 done/);
    expect(shown).toContain('Source org-trail brought its last record');
  });

  test('nothing went wrong on the way', () => {
    expect(hands.trouble).toEqual([]);
  });
});
