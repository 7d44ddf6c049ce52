import { listCases } from '../cases/list-cases.ts';
import { isObject } from '../model/json.ts';
import { actorsOf, type Case } from '../model/case.ts';
import type { Policy } from '../model/policy.ts';
import type { Store } from '../ports/store.ts';
import type { NameBook } from '../trail/wanted.ts';

/** Cases of each shelf whose names are known: what people ask for is on one of the worst or newest. */
const CASES = 50;

/** The names that a lookup can know without asking AWS: those of the policy, of the rules and of cases. */
export function nameBook(store: Store, { people, accounts }: Policy): NameBook {
  const ownRoles = accounts.flatMap(({ readRole, actRole, iamActRole }) =>
    [readRole, actRole, iamActRole].filter((role) => role !== undefined),
  );
  return {
    people,
    ownRoles,
    apis: knownApis,
    async seen() {
      const lists = await Promise.all(
        (['open', 'closed'] as const).map((shelf) => listCases(store, { shelf, limit: CASES })),
      );
      return [...new Set([...ownRoles, ...lists.flatMap(({ cases }) => cases).flatMap(namesIn)])];
    },
  };
}

function namesIn(it: Case): readonly string[] {
  const actors = [...actorsOf(it), ...it.records.map(({ actor }) => actor)];
  const things = [...it.targets, ...it.records.flatMap(({ targets }) => targets)];
  return [
    ...it.principals,
    ...actors.flatMap(({ root, session, accessKeyId, arn }) => [root.id, root.name, session, accessKeyId, arn]),
    ...things.flatMap(({ id, arn, name }) => [id, arn, name]),
    ...it.records.flatMap(({ eventID, eventName }) => [eventID, eventName]),
  ].filter((name) => name !== undefined);
}

let apis: Promise<readonly string[]> | undefined;

/** Names of APIs that rules look for, and that actions call. */
async function knownApis(): Promise<readonly string[]> {
  apis ??= (async () => {
    // Few people ask, and nothing else here needs what they are about.
    const [{ builtinRules }, { actions }] = await Promise.all([
      import('../detect/rules/builtin.ts'),
      import('../remediate/actions/index.ts'),
    ]);
    const called = actions.flatMap(({ permissions }) => JSON.stringify(permissions).match(/(?<=:)[A-Z]\w+/g) ?? []);
    return [...new Set([...apisIn(builtinRules), ...called])];
  })();
  return apis;
}

/** The values that a rule compares `eventName` with, wherever in its condition. */
function apisIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(apisIn);
  if (!isObject(value)) return [];
  const { field, operator } = value;
  if (field === 'eventName' && isObject(operator) && operator['kind'] === 'equals')
    return typeof operator['value'] === 'string' ? [operator['value']] : [];
  return Object.values(value).flatMap(apisIn);
}
