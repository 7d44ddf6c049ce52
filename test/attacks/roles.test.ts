import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCase } from '../../src/cases/case-store.ts';
import { readMutes } from '../../src/cases/mutes.ts';
import { DEFAULT_CAST, PEOPLE, type Cast } from '../../src/sandbox/slack/cast.ts';
import { bodyFor, expected, UNITS, type COLUMNS } from '../slack/role-matrix.ts';
import { launchWithLeakedKey } from '../story/leaked-key.ts';
import { eventually } from '../support/eventually.ts';
import { startAttackedHost, type AttackedHost } from './host.ts';
import { askFor, requestNow } from './requests.ts';
import { deliver, signedRequest } from './signed.ts';
import type { Job } from '../../src/model/job.ts';
import type { ActionRequest } from '../../src/model/request.ts';

/** An admin of the policy who has left, and one whom Slack has made a guest. */
const EVE = 'U0EVE7LEFT';
const GIL = 'U0GIL4GUEST';
const CAST: Cast = {
  ...DEFAULT_CAST,
  people: [
    ...DEFAULT_CAST.people,
    { id: EVE, name: 'eve', realName: 'Eve Left', title: 'was an admin', isDeleted: true },
    { id: GIL, name: 'gil', realName: 'Gil Guest', title: 'was an admin', kind: 'guest' },
  ],
};

/** By column of the matrix, people who have exactly that role; the last three have it on paper only. */
const PLAYERS: readonly (readonly [who: string, column: (typeof COLUMNS)[number], user: string])[] = [
  ['viewer', 'viewer', PEOPLE.vic],
  ['responder', 'responder', PEOPLE.rana],
  ['approver', 'approver', PEOPLE.ben],
  ['admin', 'admin', PEOPLE.ada],
  ['guest', 'guest', PEOPLE.gus],
  ['stranger', 'stranger', PEOPLE.sid],
  ['deactivated admin', 'guest', EVE],
  ['admin who is a guest now', 'guest', GIL],
  ['somebody whom Slack does not know', 'guest', 'U0NOBODY00'],
];

let host: AttackedHost;
let request: ActionRequest;
let turn = 0;

beforeAll(async () => {
  host = await startAttackedHost({
    cast: CAST,
    editPolicy: (text) =>
      text.replace(`    - ${PEOPLE.ada}\napprovals`, `    - ${PEOPLE.ada}\n    - ${EVE}\n    - ${GIL}\napprovals`),
  });
  const [instance = ''] = await launchWithLeakedKey(host.world, 1);
  request = await askFor(host, instance);
});
afterAll(async () => host?.close());

/** What the log says where somebody is not let in. */
const DOORS: ReadonlySet<unknown> = new Set(['slack.not-permitted', 'slack.person-unknown']);

type Forge = (payload: Record<string, unknown>) => Record<string, unknown>;

/** The body of a unit's request, changed by whoever forges it: JSON within a form, JSON, or a form. */
function forged(unit: string, user: string, forge: Forge): { readonly body: string; readonly type: string } {
  const { teamId } = host.world.slack.credentials;
  const team = CAST.people.find(({ id }) => id === user)?.team ?? teamId;
  const decision = `${request.id}.${request.plan.digest}`;
  const about = { value: unit.includes('request.') || unit.includes('emergency') ? decision : request.caseId };
  const by = { user, team, workspace: teamId, channel: host.world.alerts };
  const { body, type } = bodyFor(unit, by, { ...about, metadata: about.value });
  if (type === 'application/json')
    return { body: JSON.stringify(forge(JSON.parse(body) as Record<string, unknown>)), type };
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  const changed = forge(payload === null ? Object.fromEntries(form) : (JSON.parse(payload) as Record<string, unknown>));
  const fields = payload === null ? (changed as Record<string, string>) : { payload: JSON.stringify(changed) };
  return { body: new URLSearchParams(fields).toString(), type };
}

/** Sends all units as one person, and gives the ones that the door was closed to, once all are through. */
async function refusedTo(user: string, forge: Forge = (payload) => payload): Promise<readonly string[]> {
  const before = host.log.length;
  for (const unit of UNITS) {
    turn += 1;
    const { body, type } = forged(unit, user, (payload) => forge({ ...payload, trigger_id: `t${turn}` }));
    expect(await deliver(host.url, signedRequest(host.world, body, { contentType: type }))).toBe(200);
  }
  await eventually(async () => {
    const { items } = await host.store.list<{ job: Job }>('jobs', { limit: 1000 });
    expect(items.filter(({ value }) => value.job.kind === 'slack')).toEqual([]);
  }, 60_000);
  const said = host.log.slice(before);
  const closed = said.filter(({ event }) => DOORS.has(event)).map(({ unit }) => String(unit));
  return UNITS.filter((unit) => closed.includes(unit.split(' ')[1] ?? ''));
}

describe('signed requests against the running app', () => {
  it.each(PLAYERS)(
    'let a %s in where the table says',
    async (_who, column, user) => {
      expect(await refusedTo(user)).toEqual(UNITS.filter((unit) => expected(unit, column) === 'no'));
    },
    120_000,
  );

  it.each<[string, string, Forge]>([
    [
      'a stranger who claims the workspace',
      PEOPLE.sid,
      (payload) => ({
        ...payload,
        ...('user' in payload ? { user: { id: PEOPLE.sid, team_id: workspace(), name: 'ada', username: 'ada' } } : {}),
        team_id: workspace(),
        user_name: 'ada',
        team_domain: 'trailbolt-sandbox',
      }),
    ],
    [
      'a guest of an enterprise that has installed it everywhere',
      PEOPLE.gus,
      (payload) => ({
        ...payload,
        is_enterprise_install: 'command' in payload ? 'true' : true,
        enterprise: 'command' in payload ? '' : { id: 'E0EVIL', name: 'evil' },
        enterprise_id: 'E0EVIL',
        authorizations: [{ enterprise_id: 'E0EVIL', team_id: null, user_id: PEOPLE.ada, is_bot: false }],
        context_team_id: workspace(),
        user_is_admin: true,
      }),
    ],
    [
      'a guest beside whose own id stands that of an admin',
      PEOPLE.gus,
      (payload) => ({
        ...payload,
        ...('user' in payload ? { user_id: PEOPLE.ada, event: { user: PEOPLE.ada } } : {}),
        ...('actions' in payload ? { actions: [...(payload['actions'] as object[]), freeze(PEOPLE.ada)] } : {}),
        ...('view' in payload ? { view: { ...(payload['view'] as object), user: { id: PEOPLE.ada } } } : {}),
        actor_id: PEOPLE.ada,
        on_behalf_of: PEOPLE.ada,
      }),
    ],
  ])(
    'let %s do nothing',
    async (_who, user, forge) => {
      const before = await happened();

      expect(await refusedTo(user, forge)).toEqual([...UNITS]);

      expect(await happened()).toEqual(before);
    },
    120_000,
  );
});

function workspace(): string {
  return host.world.slack.credentials.teamId;
}

function freeze(user: string): object {
  return { type: 'button', action_id: 'guard.freeze', block_id: 'b', value: 'freeze', user };
}

/** What somebody who gets through could have changed, but for what Trailbolt notes of refusals. */
async function happened(): Promise<readonly unknown[]> {
  const chains = await host.audit.chains();
  const entries = await Promise.all(chains.map((chain) => host.audit.read(chain)));
  return [
    await readCase(host.store, request.caseId),
    await requestNow(host, request.id),
    entries.flat().length,
    await readMutes(host.store, 0),
    host.world.aws.snapshot().instances,
  ];
}
