import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startByHand, type ByHand } from './by-hand.ts';

/** `UPDATE_PICTURES=1 npm run test:browser -- pictures` draws the pictures of the documentation anew. */
const DOCUMENTED = join('docs', 'images');
const FOLDER = process.env['UPDATE_PICTURES'] === '1' ? DOCUMENTED : 'artifacts';
/** So wide that the card's text has the width that it has in Slack, and nothing beside it. */
const CARD_SCREEN = { width: 1340, height: 900 };
const WHOLE_SCREEN = { width: 1640, height: 1120 };
const KIB = 1024;

let hands: ByHand;

beforeAll(async () => {
  await mkdir(FOLDER, { recursive: true });
  hands = await startByHand({ scale: 2, timeZone: 'Europe/Lisbon' });
});
afterAll(async () => hands?.close());

test('the card, as the attack left it', async () => {
  const path = join(FOLDER, 'card.png');
  await hands.page.setViewportSize(CARD_SCREEN);
  await hands.playAttack();
  // The worse of its two rules raised it, which the thread says.
  await hands.card.getByTestId('open-thread').waitFor();
  // What else was done is counted a little later.
  await hands.card.getByText('Within the hour').waitFor();
  await hands.page.mouse.move(0, 0);

  // A message has its margin inside.
  await hands.card.screenshot({ path });

  // An empty page takes a tenth of that.
  expect((await stat(path)).size).toBeGreaterThan(100 * KIB);
});

test('the whole page, after two people ended the instances', async () => {
  const path = join(FOLDER, 'sandbox.png');
  await hands.page.setViewportSize(WHOLE_SCREEN);
  await hands.askForTermination('Not ours: nobody deploys graphics machines, and the address is unknown.');
  await hands.actAs('ana');
  await hands.approve();
  await hands.request.getByText('1 of 2 approvals').waitFor();
  await hands.actAs('ben');
  await hands.approve();
  await hands.request.getByRole('heading', { name: /done/ }).waitFor();
  await hands.card.getByText('All 6 done').waitFor();
  await hands.account.getByText('changed just now').first().waitFor({ state: 'detached' });
  // As she sees it who got no answer for her eyes only since.
  await hands.actAs('rana');
  await hands.page.mouse.move(0, 0);

  await hands.page.screenshot({ path, scale: 'css' });

  expect((await stat(path)).size).toBeGreaterThan(100 * KIB);
});

test.each([
  ['card.png', 400],
  ['sandbox.png', 560],
])('%s in the documentation takes at most %i KiB', async (name, most) => {
  expect((await stat(join(DOCUMENTED, name))).size).toBeLessThan(most * KIB);
});
