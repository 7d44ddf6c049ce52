import { AddTagsCommand, StartLoggingCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { beforeEach, expect, test } from 'vitest';
import { startLogging } from '../../src/remediate/actions/start-logging.ts';
import { actionScene } from './action-scene.ts';

const scene = actionScene(startLogging);
const TYPE = 'AWS::CloudTrail::Trail';
const planTrail = (id = 'org-trail', arn?: string) =>
  scene.plan({ type: TYPE, id, ...(arn === undefined ? {} : { arn }) });

beforeEach(() => scene.admin.cloudtrail.send(new StopLoggingCommand({ Name: 'org-trail' })));

test('the plan says since when nothing is logged, and what the start does not bring back', async () => {
  await scene.admin.cloudtrail.send(
    new AddTagsCommand({ ResourceId: scene.aws.demo.trail.arn, TagsList: [{ Key: 'team', Value: 'red' }] }),
  );

  const planned = await planTrail();

  expect(planned).toMatchObject({
    arn: scene.aws.demo.trail.arn,
    facts: [
      expect.stringMatching(/^stopped \d{4}-\d\d-\d\d \d\d:\d\d UTC$/),
      'all Regions',
      'to bucket trailbolt-sandbox-trail',
    ],
    tags: [{ key: 'team', value: 'red' }],
    warnings: [],
  });
  expect(startLogging.effects([planned])[0]).toMatch(
    /^org-trail logs again\. What happened since .+ UTC is in none of its files\.$/,
  );
});

test('by name or by ARN, it logs again, and the result says what is missing', async () => {
  const planned = await planTrail('org-trail', scene.aws.demo.trail.arn);

  const { result, seen } = await scene.act(planned);

  expect(result).toBe('stopped → logging');
  expect(seen).toMatch(/^done: logging since .+ UTC\. What happened since .+ UTC is in none of its files$/);
  expect(scene.aws.snapshot().trails).toContainEqual({ name: 'org-trail', logging: true });
  expect((await planTrail()).blocked).toBe('It is logging.');
});

test('stopped once more it is another plan', async () => {
  const before = await planTrail();
  await scene.admin.cloudtrail.send(new StartLoggingCommand({ Name: 'org-trail' }));
  scene.aws.control.advance(60_000);
  await scene.admin.cloudtrail.send(new StopLoggingCommand({ Name: 'org-trail' }));

  expect((await planTrail()).material).not.toEqual(before.material);
});

test('what can be started only elsewhere says where', async () => {
  const organisation = scene.aws.control.addOrganizationTrail('whole-company', false);

  const foreign = await planTrail('whole-company', organisation);
  const shadow = await scene.plan({ type: TYPE, id: 'org-trail' }, 'eu-west-1');
  const unknown = await planTrail('no-such-trail');

  expect(foreign.blocked).toBe('It is the organisation’s: only its management account 999988887777 can start it.');
  expect(foreign.facts).toContain('trail of the organisation');
  expect(shadow.blocked).toBe('It is seen here, but its home Region is us-east-1: it can be started only there.');
  expect(unknown.blocked).toBe('CloudTrail does not know this trail (any more).');
});
