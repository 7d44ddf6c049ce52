import { TrailboltError } from '../../errors.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { contentOf } from '../../model/function-policy.ts';
import type { JsonObject } from '../../model/json.ts';
import { permissionInWords, type PermissionContent } from '../../model/permission-words.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsPermission, AwsSession } from '../../ports/aws.ts';
import type { Action, ActionTarget, StepContext, StepResult, Verification } from '../action.ts';
import { tagsFrom } from '../aws/carriers.ts';
import { isAwsError } from '../aws/answers.ts';
import { functionArn, functionTags, otherOwner } from '../aws/functions.ts';
import {
  asPermissionId,
  findStatement,
  functionOf,
  ofPermission,
  permissionId,
  permissionResources,
  readPolicy,
  sidOf,
  statementIn,
  type FunctionPolicy,
} from '../aws/permissions.ts';
import { addPermission } from '../reverse/add-permission.ts';

const READ: readonly AwsPermission[] = ['lambda:GetPolicy', 'lambda:ListTags'];

/** How often the policy is read again because somebody changed another statement of it in that very moment. */
const TRIES = 3;

/** Takes one statement out of a function's policy, by its id and only while it says what was planned. */
export const removeFunctionPermission: Action = {
  id: 'remove-function-permission',
  title: { one: 'Remove permission', many: 'Remove permissions' },
  risk: 'reversible',
  writes: 'resources',
  undo: 'exact',
  undoNote: 'The same statement is added again, under its id and with its conditions.',
  permissions: { read: READ, act: ['lambda:RemovePermission'] },

  // Statements that a call added, that an inspector found, or that somebody names.
  appliesTo: ({ type, id }) => type === 'AWS::Lambda::Permission' && permissionId(id) !== undefined,

  plan: (session, targets) => Promise.all(targets.map((target) => planOne(session, target))),

  effects: (targets) =>
    targets.map(
      ({ id, facts }) =>
        `Statement ${sidOf(id)} of ${functionOf(id)}, which ${facts[0] ?? ''}, is removed, and no other.`,
    ),

  limits: () => [
    'Calls that are under way run to their end, and what came of earlier ones stays: look at the function’s calls since.',
    'The function keeps its URL, where it has one; the code and the role stay as they are.',
    'Whoever added the permission can add it again: deactivate the access key as well.',
  ],

  steps: ({ arn, id }) => [
    {
      id: 'remove',
      title: `Remove statement ${sidOf(id)}`,
      // The policy is read once more right before, for its revision.
      permissions: ['lambda:RemovePermission', 'lambda:GetPolicy'],
      resources: permissionResources(arn, id),
    },
  ],

  async run(session: AwsSession, { target }: StepContext): Promise<StepResult> {
    const id = asPermissionId(target.id);
    for (let attempt = 1; ; attempt += 1) {
      const policy = await readPolicy(session, id);
      const now = findStatement(policy, id.sid);
      if (now === undefined) return { result: 'was gone already' };
      if (!isSame(now, statementIn(target))) throw changed(target);
      try {
        const { requestId } = await session.call('lambda:RemovePermission', {
          ...ofPermission(id),
          StatementId: id.sid,
          RevisionId: policy.revisionId,
        });
        return { result: 'removed', ...(requestId === undefined ? {} : { requestId }) };
      } catch (error) {
        if (!isAwsError(error, 'PreconditionFailedException') || attempt === TRIES) throw error;
      }
    }
  },

  async verify(session: AwsSession, { target }: StepContext): Promise<Verification> {
    const id = asPermissionId(target.id);
    const now = findStatement(await readPolicy(session, id), id.sid);
    if (now === undefined) return { state: 'done', sentence: 'removed' };
    return isSame(now, statementIn(target))
      ? { state: 'not-begun', sentence: 'still in the policy' }
      : { state: 'done', sentence: 'removed; another statement has its id by now' };
  },

  reverse: addPermission,
};

async function planOne(session: AwsSession, target: ActionTarget): Promise<PlanTarget> {
  const id = asPermissionId(target.id);
  const arn = functionArn(session, id.name);
  const base = { type: target.type, id: target.id, arn };
  const elsewhere = target.planned === undefined ? otherOwner(session, target.arn) : undefined;
  const policy = elsewhere === undefined ? await readPolicy(session, id) : undefined;
  const statement = policy === undefined ? undefined : findStatement(policy, id.sid);
  if (policy === undefined || statement === undefined) {
    const blocked = elsewhere ?? `The policy of ${functionOf(target.id)} has no such statement (any more).`;
    return { ...base, facts: [], material: { exists: false }, warnings: [], blocked };
  }
  const content = contentOf(statement);
  const words = content === undefined ? 'says what Trailbolt cannot read' : permissionInWords(content);
  const blocked = changedSince(target, words);
  return {
    ...base,
    facts: [
      words,
      `in the policy of ${functionOf(target.id)}`,
      policy.statements.length === 1 ? 'its only statement' : `one of ${policy.statements.length} statements`,
    ],
    material: { exists: true, sid: id.sid, statement },
    ...tagsFrom({ type: 'AWS::Lambda::Function', names: [id.name, arn], tags: await functionTags(session, id.name) }),
    warnings: [...breaks(content), ...others(policy, id.sid, content)],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

/** What somebody has made of it since is not what the record added. */
function changedSince(target: ActionTarget, now: string): string | undefined {
  const { planned, created, name: then } = target;
  if (planned !== undefined || created !== true || then === undefined || isSameName(then, now)) return undefined;
  return `It was changed after the record: it ${then} then, and ${now} now. Look who changed it, and remove it by hand if it must go.`;
}

/** Names that are too long for an alert end with how long they were. */
function isSameName(then: string, now: string): boolean {
  const [whole, beginning] = /^(.*)… \(\d+ characters\)$/.exec(then) ?? [];
  return then === now || (whole !== undefined && now.startsWith(beginning ?? ''));
}

function breaks(content: PermissionContent | undefined): readonly string[] {
  if (content === undefined) {
    return ['Lambda’s AddPermission cannot make such a statement: it cannot be put back by the undo.'];
  }
  if (/^A[A-Z0-9]{15,}$/.test(content.principal)) {
    return ['Whom it let in was deleted: the statement lets in nobody, and cannot be put back by the undo.'];
  }
  return /\.(?:amazonaws|amazon|alexa)\.com/.test(content.principal)
    ? [`${content.principal} can no longer call the function by it: whatever relies on that stops.`]
    : [];
}

/** Statements that let everybody in as well: the removed one is not missed then. */
function others(
  { statements }: FunctionPolicy,
  sid: string,
  content: PermissionContent | undefined,
): readonly string[] {
  return statements.flatMap((one) => {
    const other = contentOf(one);
    const name = typeof one['Sid'] === 'string' ? one['Sid'] : 'Another';
    if (other === undefined || name === sid || (other.principal !== '*' && other.principal !== content?.principal))
      return [];
    return [`Statement ${name.slice(0, 100)} ${permissionInWords(other)} as well, and stays.`];
  });
}

function isSame(a: JsonObject, b: JsonObject | undefined): boolean {
  return b !== undefined && canonicalJson(a) === canonicalJson(b);
}

function changed({ id }: PlanTarget): TrailboltError {
  return new TrailboltError(
    'aws.refused',
    `Statement ${sidOf(id)} was changed in this very moment: it was left alone.`,
  );
}
