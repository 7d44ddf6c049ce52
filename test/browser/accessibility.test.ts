import { describe, expect, test } from 'vitest';
import type { SandboxState } from '../../src/sandbox/contract.ts';
import { seriousFindings } from './axe.ts';
import { ts } from './sample-blocks.ts';
import { EVERY_FIELD, NEWER, RICH_TEXT } from './sample-layouts.ts';
import { attackedState, fromApp, quietState, withMessages, withView } from './sample-states.ts';
import { useStage, type StageOptions } from './stage.ts';

const { open } = useStage();

describe('axe-core finds nothing serious', () => {
  test.each([
    ['a quiet workspace', quietState(), {}],
    ['an alert', attackedState(), {}],
    ['an alert in the dark', attackedState(), { dark: true }],
    ['a thread', attackedState(), { hash: `#as=ana&in=security-alerts&thread=${ts(0)}` }],
    ['every block', attackedState(), { hash: '#as=ana&in=security-audit' }],
    ['every block in the dark', attackedState(), { dark: true, hash: '#as=ana&in=security-audit' }],
    ['newer blocks and rich text', withMessages(fromApp([RICH_TEXT, ...NEWER])), {}],
    ['newer blocks in the dark', withMessages(fromApp([RICH_TEXT, ...NEWER])), { dark: true }],
    ['a modal with every field', withView({ view: EVERY_FIELD, errors: { mail: 'No such address.' } }), {}],
    ['a modal with an error', withView({ errors: { reason: 'Say why.' } }), {}],
    ['Home', attackedState(), { hash: '#as=ana&in=home' }],
    ['a phone', attackedState(), { width: 390, height: 844, phone: true }],
  ] satisfies [string, SandboxState, StageOptions][])('in %s', async (_name, state, options) => {
    const { page } = await open({ ...options, state });

    expect(await seriousFindings(page)).toEqual([]);
  });

  test('in a confirm dialog and in open menus', async () => {
    const { page } = await open({ state: attackedState() });

    await page.getByRole('button', { name: 'More options' }).click();
    await page.getByRole('menu').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await page.getByRole('alertdialog').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });
});
