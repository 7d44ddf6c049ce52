import { describe, expect, test } from 'vitest';
import { AUDIT, ts } from './sample-blocks.ts';
import { attackedState, fromApp, quietState, withMessages, withView } from './sample-states.ts';
import { useStage } from './stage.ts';

const { open, stage } = useStage();

describe('the AWS account', () => {
  test('shows what there is, in words', async () => {
    const { page } = await open({ state: attackedState() });
    const panel = page.getByRole('complementary', { name: 'AWS account' });

    expect(await panel.getByTestId('instance/us-east-1/i-0123456789abcdef0').textContent()).toContain('running');
    expect(await panel.getByTestId('trail/org-trail').textContent()).toContain('logging');
    expect(await panel.getByTestId('group/us-east-1/sg-0aa11bb22cc33dd44').textContent()).toContain(
      'open to the world: tcp/443',
    );
    expect(await panel.getByTestId('key/AKIAEXAMPLE7QLEAKED').textContent()).toContain('Active');
    const key = await panel.getByTestId('kms/us-east-1/00000000-0000-4000-8000-00000000cafe').textContent();
    expect(key).toContain('alias/ordersEnabled');
    const database = await panel.getByTestId('database/us-east-1/orders').textContent();
    expect(database).toContain('available');
    expect(database).toContain('deletion: protected · backups: kept for 7 d');
    const thumbnails = await panel.getByTestId('function/us-east-1/thumbnails').textContent();
    expect(thumbnails).toContain('open to the world: allfrozen');
    expect(thumbnails).toContain('URL: no signature needed');
    expect(await panel.getByTestId('record/denied').textContent()).toContain('AccessDenied');
  });

  test('points at what changes as it happens', async () => {
    const { page } = await open({ state: attackedState() });
    const state = attackedState();
    const [first, ...rest] = state.aws.instances;
    if (first === undefined) throw new Error('the fixture has instances');
    const row = page.getByTestId(`instance/eu-west-1/${first.id}`);
    expect(await row.textContent()).not.toContain('changed');

    stage().show({ ...state, aws: { ...state.aws, instances: [{ ...first, state: 'terminated' }, ...rest] } });

    await row.getByText('changed just now').waitFor();
    await row.getByText('state: running → terminated').waitFor();
    expect(await page.locator('.fresh-mark').count()).toBe(1);
    const latest = page.getByRole('region', { name: 'Latest changes' });
    expect(await latest.textContent()).toMatch(/i-0a1b2c3d4e5f60711 Instances changedstate: running → terminated/);
  });

  test('of many changes the newest are shown, and how many more there were', async () => {
    const state = attackedState();
    const { page } = await open({ state });
    const latest = page.getByRole('region', { name: 'Latest changes' });
    const [first] = state.aws.instances;
    if (first === undefined) throw new Error('the fixture has instances');
    const launched = Array.from({ length: 6 }, (_, n) => ({ ...first, id: `i-${n}` }));

    stage().show({ ...state, aws: { ...state.aws, instances: [...launched, ...state.aws.instances] } });

    await latest.getByText('2 more', { exact: true }).waitFor();
    expect(await latest.getByRole('listitem').count()).toBe(4);
    await latest.getByText('2 more', { exact: true }).click();
    expect(await latest.getByRole('listitem').count()).toBe(6);
  });

  test('what is deleted is seen going, in its section and among the latest changes', async () => {
    const state = quietState();
    const { page } = await open({ state });

    stage().show({ ...state, aws: { ...state.aws, buckets: [] } });

    await page.getByTestId('bucket/acme-reports').getByText('deleted just now').waitFor();
    await page.getByRole('region', { name: 'Latest changes' }).getByText('was deleted').waitFor();
  });

  test('another account after a new start is no change of the one before', async () => {
    const state = quietState();
    const { page } = await open({ state });

    stage().show({ ...state, life: 2, aws: { ...state.aws, alias: 'another', buckets: [] } });

    await page.getByText('another').waitFor();
    expect(await page.locator('.fresh-mark').count()).toBe(0);
    expect(await page.getByRole('region', { name: 'Latest changes' }).count()).toBe(0);
  });

  test('sections are folded and opened, and one that is folded opens when something in it changes', async () => {
    const state = quietState();
    const { page } = await open({ state });
    const bucket = page.getByTestId('bucket/acme-reports');
    const buckets = page.getByRole('region', { name: 'Buckets' });
    expect(await page.getByTestId('role/web-server').isVisible()).toBe(false);

    await buckets.getByRole('heading', { name: 'Buckets 1' }).click();
    expect(await bucket.isVisible()).toBe(false);
    const concerns = ['keeps no versions', 'public'];
    const changed = state.aws.buckets.map((one) => ({ ...one, concerns }));
    stage().show({ ...state, aws: { ...state.aws, buckets: changed } });

    await bucket.getByText('concern: + public').waitFor();
    await buckets.getByText('1 just now').waitFor();
  });

  test('only sections that hold something are there', async () => {
    const { page } = await open();

    expect(await page.getByRole('region', { name: 'Databases' }).count()).toBe(1);
    for (const name of ['GuardDuty', 'Database snapshots', 'IAM policies'])
      expect(await page.getByRole('region', { name, exact: true }).count()).toBe(0);
  });

  test('can be put away and fetched back', async () => {
    const { page } = await open();

    await page.getByRole('button', { name: 'Hide AWS account' }).click();
    await page.getByRole('complementary', { name: 'AWS account' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Show AWS account' }).click();

    await page.getByRole('complementary', { name: 'AWS account' }).waitFor();
  });

  test('stories are played as fast as one likes, and everything can start over', async () => {
    const { page, played } = await open();

    await page.getByRole('combobox', { name: 'Speed' }).selectOption('slow');
    await page.getByRole('button', { name: 'Play: Leaked key launches instances' }).click();
    await page.getByText(/Played\./).waitFor();
    await page.getByRole('button', { name: 'Start over' }).click();

    await expect.poll(() => played).toEqual(['slow', 'leaked-key', 'reset']);
    await page.getByText(/Played\./).waitFor({ state: 'detached' });
  });

  test('asks before it starts over while a story plays, and forgets the story', async () => {
    const state = quietState();
    const { page, played, trouble } = await open({ state });
    const story = Promise.withResolvers<boolean>();
    stage().onPlay = () => story.promise;
    await page.getByRole('button', { name: 'Play: Leaked key launches instances' }).click();
    await page.getByText('Playing…').waitFor();
    const startOver = page.getByRole('button', { name: 'Start over' });
    const asked = page.getByRole('alertdialog', { name: 'Start over?' });

    await startOver.click();
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await asked.waitFor({ state: 'detached' });
    expect(played).toEqual(['leaked-key']);
    await startOver.click();
    await asked.getByRole('button', { name: 'Start over' }).click();

    await expect.poll(() => played).toEqual(['leaked-key', 'reset']);
    story.resolve(false);
    stage().show({ ...state, life: 2 });
    await page.getByRole('button', { name: 'Play: Leaked key launches instances' }).waitFor();
    expect(await page.getByTestId('scenario-leaked-key').count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test('a new start that another tab asked for closes thread, modal and question of the workspace that is gone', async () => {
    const state = withView({});
    const { page } = await open({ state, hash: `#as=ana&in=security-alerts&thread=${ts(0)}` });
    await page.getByRole('dialog', { name: 'Terminate instances' }).waitFor();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.waitFor();

    stage().show({ ...quietState(), life: 2 });

    await thread.waitFor({ state: 'detached' });
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('heading', { name: 'All quiet. Time for an attack.' }).waitFor();
    expect(page.url()).not.toContain('thread=');
  });

  test('says that nothing is seen while no trail logs', async () => {
    const state = quietState();
    const { page } = await open({ state });
    const hint = page.getByText('No trail is logging');
    expect(await hint.count()).toBe(0);

    stage().show({ ...state, aws: { ...state.aws, trails: [{ name: 'org-trail', logging: false }] } });

    await hint.waitFor();
  });

  test('tells what is wrong with buckets, and who has a copy', async () => {
    const { page } = await open();

    expect(await page.getByTestId('bucket/acme-reports').textContent()).toContain('keeps no versions');
    expect(await page.getByTestId('copy/us-east-1/snap-0123456789abcdef0').textContent()).toContain(
      'shared with 999900001111',
    );
  });

  test('a scenario is played from the panel and from the welcome', async () => {
    const { page, played } = await open();

    await page.getByRole('button', { name: 'Start with “Leaked key launches instances”' }).click();
    await page.getByText(/Played\./).waitFor();
    await page.getByRole('button', { name: 'Play again: Leaked key launches instances' }).click();

    await expect.poll(() => played).toEqual(['leaked-key', 'leaked-key']);
  });

  test('the welcome stays until the alerts’ own channel has a message, whatever the audit says', async () => {
    const { page } = await open();
    const welcome = page.getByRole('heading', { name: 'All quiet. Time for an attack.' });
    await welcome.waitFor();

    stage().show(withMessages({ ...fromApp([], 'The house was opened.'), channel: AUDIT }));

    await page.getByRole('button', { name: /security-audit.*unread/ }).waitFor();
    expect(await welcome.count()).toBe(1);
    stage().show(withMessages(fromApp([], 'An alert.')));
    await welcome.waitFor({ state: 'detached' });
  });
});

test('a sandbox that went away is said so, instead of a dead page', async () => {
  const { page } = await open();

  await stage().stopServer();

  await page.getByRole('alert').getByText('The sandbox does not answer').waitFor();
});
