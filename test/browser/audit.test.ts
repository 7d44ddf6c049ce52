import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxAudit, SandboxAuditRecord } from '../../src/sandbox/contract.ts';
import { seriousFindings } from './axe.ts';
import { startByHand, type ByHand } from './by-hand.ts';
import { keepScreenshot } from './chromium.ts';
import { quietState } from './sample-states.ts';
import { isFocused, useStage } from './stage.ts';

const { open, stage } = useStage();

function record(chain: string, seq: number, more: Partial<SandboxAuditRecord> = {}): SandboxAuditRecord {
  return {
    chain,
    seq,
    at: '2026-11-01T10:00:00.000Z',
    who: 'U0ANA',
    event: 'approval.given',
    words: 'approved',
    details: ['action terminate-instance'],
    hash: 'c0ffee'.repeat(10),
    verified: true,
    ...more,
  };
}

const CHAINS: SandboxAudit['chains'] = [
  { id: 'case1', title: 'dave: Instances were launched' },
  { id: 'case2', title: 'vic: A port was opened' },
];

describe('the audit', () => {
  test('says who did what, when, in which chain, and that it holds', async () => {
    const { page } = await open();
    stage().audit = () => ({ chains: CHAINS, records: [record('case1', 2), record('case2', 1, { who: 'trailbolt' })] });

    await page.getByRole('tab', { name: 'Audit' }).click();

    const row = page.getByTestId('audit/case1/2');
    await row.waitFor();
    const shown = await row.textContent();
    expect(shown).toContain('Ana Duarte approved');
    expect(shown).toContain('10:00:00 AM');
    expect(shown).toContain('action terminate-instance');
    expect(shown).toContain('case1 #2 c0ffeec0ffee');
    expect(shown).toContain('verified');
    await page.getByText('All 2 chains hold').waitFor();
    expect(await page.getByTestId('audit/case2/1').textContent()).toContain('Trailbolt approved');
  });

  test('a chain that was broken is said aloud, and which records it takes with it', async () => {
    const { page } = await open();
    stage().audit = () => ({
      chains: [{ id: 'case1', title: 'dave', broken: { seq: 2, problem: 'the record was changed' } }],
      records: [record('case1', 2, { verified: false }), record('case1', 1)],
    });

    await page.getByRole('tab', { name: 'Audit' }).click();

    await page.getByRole('alert').getByText('Chain case1 is broken at record 2: the record was changed.').waitFor();
    expect(await page.getByTestId('audit/case1/2').textContent()).toContain('not verified');
    expect(await page.getByTestId('audit/case1/1').textContent()).not.toContain('not verified');
  });

  test('grows before one’s eyes, and says so where one looks elsewhere', async () => {
    const state = quietState();
    const { page } = await open({ state });
    const tab = page.getByRole('tab', { name: 'Audit' });
    stage().audit = () => ({ chains: CHAINS, records: [record('case1', 1)] });

    stage().show({ ...state, auditGrown: 1 });
    await tab.getByText('new').waitFor();
    await tab.click();
    await page.getByTestId('audit/case1/1').waitFor();
    expect(await tab.getByText('new').count()).toBe(0);
    stage().audit = () => ({ chains: CHAINS, records: [record('case1', 2), record('case1', 1)] });
    stage().show({ ...state, auditGrown: 2 });

    await page.getByTestId('audit/case1/2').waitFor();
  });

  test('is narrowed to a case, by the list and by the chain of a record, and widened again', async () => {
    const { page } = await open();
    const all = [record('case1', 1), record('case2', 1)];
    stage().audit = (chain) => ({
      chains: CHAINS,
      records: all.filter((one) => chain === undefined || one.chain === chain),
    });
    await page.getByRole('tab', { name: 'Audit' }).click();
    const filter = page.getByRole('combobox', { name: 'Case' });
    await page.getByTestId('audit/case1/1').waitFor();

    await filter.selectOption({ label: 'vic: A port was opened (case2)' });
    await page.getByTestId('audit/case1/1').waitFor({ state: 'detached' });
    await filter.selectOption({ label: 'All' });
    await page.getByRole('button', { name: 'Only chain case1' }).click();

    await page.getByTestId('audit/case2/1').waitFor({ state: 'detached' });
    expect(await filter.inputValue()).toBe('case1');
  });

  test('is reached by arrow keys, and axe finds nothing serious in it, in the light and in the dark', async () => {
    for (const dark of [false, true]) {
      const { page } = await open({ dark });
      stage().audit = () => ({
        chains: [...CHAINS, { id: 'case3', title: 'x', broken: { seq: 1, problem: 'it is gone' } }],
        records: [record('case1', 1), record('case3', 1, { verified: false })],
      });

      await page.getByRole('tab', { name: 'AWS account' }).focus();
      await page.keyboard.press('ArrowRight');

      expect(await isFocused(page.getByRole('tab', { name: 'Audit' }))).toBe(true);
      await page.getByTestId('audit/case3/1').waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await stage().close();
    }
  });
});

describe('the audit of the real product', () => {
  let hands: ByHand;
  beforeAll(async () => {
    hands = await startByHand({ width: 390, height: 844, scale: 2, phone: true });
  });
  afterAll(async () => hands?.close());

  test('on a phone: it is asked for a remedy, and the audit has it, of that case, verified', async () => {
    const { page } = hands;
    await hands.playAttack();
    await hands.askForTermination('Not ours.');

    await page.getByRole('navigation', { name: 'Parts of the page' }).getByRole('button', { name: /Audit/ }).click();
    const row = page.locator('[data-testid^="audit/"]').filter({ hasText: 'Rana Haddad asked for a remedy' });
    await row.getByText('action terminate-instance').waitFor();
    expect(await row.getByText('verified', { exact: true }).count()).toBe(1);
    const filter = page.getByRole('combobox', { name: 'Case' });
    const option = filter.getByRole('option').filter({ hasText: 'dave: ' });
    await filter.selectOption((await option.getAttribute('value')) ?? '');
    await page.getByText('read a changed policy').waitFor({ state: 'detached' });
    await row.waitFor();
    await keepScreenshot(page, 'audit-phone');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    expect(await seriousFindings(page)).toEqual([]);
    expect(hands.trouble).toEqual([]);
  });
});
