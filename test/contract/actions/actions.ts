import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseTarget } from '../../../src/model/case.ts';
import type { AwsPermission } from '../../../src/ports/aws.ts';
import { actions } from '../../../src/remediate/actions/index.ts';
import { actionBench, type ActionBench } from './action-bench.ts';
import type { ActionFixture } from './action-fixture.ts';
import { isChanging, type ActionSite } from './action-site.ts';
import { fixtures } from './fixtures/index.ts';

/** Every action keeps these promises, on whatever AWS it is tried. */
export function actionContract(open: () => Promise<ActionSite>): void {
  let site: ActionSite;
  beforeAll(async () => {
    site = await open();
  });
  afterAll(async () => site?.close());

  test('every action has a fixture', () => {
    expect(fixtures.map(({ action }) => action.id)).toEqual(actions.map(({ id }) => id));
  });

  describe.each(fixtures.map((fixture): [string, ActionFixture] => [fixture.action.id, fixture]))(
    '%s',
    (_id, fixture) => {
      const { action } = fixture;
      const declared = declaredBy(fixture);
      const used = new Set<AwsPermission>();

      async function scene(
        needs?: AwsPermission,
      ): Promise<ActionBench & { readonly target: CaseTarget; changes(): readonly AwsPermission[] }> {
        const arranged = await fixture.arrange(site, needs);
        site.calls.length = 0;
        site.used.clear();
        site.afterCall = undefined;
        const bench = await actionBench(site, action, arranged);
        return {
          ...bench,
          target: arranged.target,
          changes: () => site.calls.filter(isChanging),
          async close() {
            for (const permission of site.used) used.add(permission);
            await bench.close();
          },
        };
      }

      /** The action, and its undo where there is one. */
      async function thereAndBack(it: ActionBench): Promise<void> {
        const done = await it.finish(await it.approve(await it.plan()));
        expect(`${done.state}: ${done.outcome}`).toMatch(/^succeeded/);
        if (action.reverse === undefined) return;
        const undone = await it.finish(await it.approve(await it.planUndo(done.id)));
        expect(`${undone.state}: ${undone.outcome}`).toMatch(/^succeeded/);
      }

      test('reads the tags of its targets, by which the policy may protect them', async () => {
        const it = await scene();
        expect((await it.plan()).targets.map(({ tags }) => tags)).toEqual([expect.any(Array)]);
        await it.close();
      });

      test.runIf(fixture.warns !== undefined)('says what breaks', async () => {
        const it = await scene();
        const [target] = (await it.plan()).targets;
        expect(target?.warnings).toContainEqual(expect.stringMatching(fixture.warns ?? ''));
        await it.close();
      });

      test('is offered on what it is for', async () => {
        const it = await scene();
        expect(action.appliesTo(it.target)).toBe(true);
        await it.close();
      });

      const alternatives = (fixture.alternatives ?? [undefined]).map(
        (one) => [one === undefined ? '' : ` (${one})`, one] as const,
      );

      test.each(alternatives)('does what it says%s, and its undo takes it back', async (_name, needs) => {
        const it = await scene(needs);
        const before = await fixture.state(site, it.target);

        const done = await it.finish(await it.approve(await it.plan()));

        expect(`${done.state}: ${done.outcome}`).toMatch(/^succeeded/);
        expect(await fixture.state(site, it.target)).toEqual(fixture.after(before));
        if (action.reverse === undefined) {
          expect(action.undo).toBe('none');
          await expect(it.planUndo(done.id)).rejects.toMatchObject({ code: 'undo.none' });
        } else {
          const undone = await it.finish(await it.approve(await it.planUndo(done.id)));
          expect(`${undone.state}: ${undone.outcome}`).toMatch(/^succeeded/);
          expect(await fixture.state(site, it.target)).toEqual(fixture.undone?.(before) ?? before);
          await expect(it.planUndo(done.id)).rejects.toMatchObject({ code: 'undo.done' });
          await expect(it.planUndo(undone.id)).rejects.toMatchObject({ code: 'undo.of-undo' });
        }
        await it.close();
      });

      test.each(alternatives)(
        'makes each call once%s, though the worker dies after every one',
        async (_name, needs) => {
          const quiet = await scene(needs);
          await thereAndBack(quiet);
          const expected = [...quiet.changes()];
          await quiet.close();
          const it = await scene(needs);
          const before = await fixture.state(site, it.target);
          site.afterCall = () => {
            throw new Error('the worker died');
          };

          await thereAndBack(it);

          expect(it.changes()).toEqual(expected);
          const after = action.reverse === undefined ? fixture.after(before) : (fixture.undone?.(before) ?? before);
          expect(await fixture.state(site, it.target)).toEqual(after);
          await it.close();
        },
      );

      test('does nothing to what was changed since the plan', async () => {
        const it = await scene();
        const request = await it.approve(await it.plan());
        await fixture.change(site, it.target);
        const before = await fixture.state(site, it.target);

        const done = await it.finish(request);

        expect(done.state).toBe('stale');
        expect(done.outcome).toMatch(/^Not run: .+\.$/);
        expect(it.changes()).toEqual([]);
        expect(await fixture.state(site, it.target)).toEqual(before);
        await it.close();
      });

      test('does nothing where the target is gone, and says so', async () => {
        const it = await scene();
        const request = await it.approve(await it.plan());
        await fixture.remove(site, it.target);

        const done = await it.finish(request);
        const again = await it.plan();

        expect(done.state).toBe('stale');
        expect(again.targets).toHaveLength(1);
        expect(again.targets[0]?.blocked).toMatch(/^[A-Z].+\.$/);
        expect(it.changes()).toEqual([]);
        await it.close();
      });

      test.runIf(fixture.protect !== undefined)('does nothing to what AWS protects, and says so', async () => {
        const it = await scene();
        await fixture.protect?.(site, it.target);

        const plan = await it.plan();

        expect(plan.targets[0]?.blocked).toMatch(/^[A-Z].+\.$/);
        await expect(it.approve(plan)).rejects.toMatchObject({ code: 'plan.no-target' });
        expect(it.changes()).toEqual([]);
        await it.close();
      });

      test('is not planned in an account that the policy does not list', async () => {
        const it = await scene();
        await expect(it.plan('999988887777')).rejects.toMatchObject({ code: 'aws.account-unknown' });
        expect(it.changes()).toEqual([]);
        await it.close();
      });

      test.each(action.permissions.act.filter((permission) => isChanging(permission) && !isTagging(permission)))(
        'without the right to %s says so, and goes no further',
        async (permission) => {
          const it = await scene(permission);
          const before = await fixture.state(site, it.target);
          const request = await it.approve(await it.plan());
          const allowAgain = await site.deny(permission);

          const done = await it.finish(request);

          await allowAgain();
          expect(done.state).toBe('failed');
          expect(done.outcome).toContain(`${permission} was denied`);
          expect(it.changes().at(-1)).toBe(permission);
          if (it.changes().length === 1) expect(await fixture.state(site, it.target)).toEqual(before);
          await it.close();
        },
      );

      // Last: the tests above are what uses them.
      test('uses every right that it declares', () => {
        expect([...declared].filter((permission) => !used.has(permission))).toEqual([]);
      });
    },
  );
}

function declaredBy({ action }: ActionFixture): ReadonlySet<AwsPermission> {
  const both = [action.permissions, ...(action.reverse === undefined ? [] : [action.reverse.permissions])];
  return new Set(both.flatMap(({ read, act }) => [...read, ...act]));
}

function isTagging(permission: AwsPermission): boolean {
  return permission.endsWith(':CreateTags');
}
