import { canonicalJson } from '../../model/canonical-json.ts';
import { contentOf } from '../../model/function-policy.ts';
import { permissionInWords } from '../../model/permission-words.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { DoneTarget, Procedure, StepContext, StepResult, Verification } from '../action.ts';
import { tagsFrom } from '../aws/carriers.ts';
import { findFunction, functionTags } from '../aws/functions.ts';
import {
  asPermissionId,
  findStatement,
  functionOf,
  ofPermission,
  permissionRequest,
  permissionResources,
  readPolicy,
  sidOf,
  statementIn,
} from '../aws/permissions.ts';

/** Adds a removed statement again as it was. */
export const addPermission: Procedure<DoneTarget> = {
  title: { one: 'Add permission again', many: 'Add permissions again' },
  // It lets in who was shut out for a reason.
  risk: 'disruptive',
  permissions: {
    read: ['lambda:GetPolicy', 'lambda:GetFunctionConfiguration', 'lambda:ListTags'],
    act: ['lambda:AddPermission'],
  },

  plan: (session, done) => Promise.all(done.map(({ target }) => planOne(session, target))),
  effects: (targets) => targets.map((target) => `${functionOf(target.id)} ${wordsOf(target)} again.`),
  limits: () => [],

  steps: ({ arn, id }) => [
    {
      id: 'add',
      title: `Add statement ${sidOf(id)} again`,
      permissions: ['lambda:AddPermission'],
      resources: permissionResources(arn, id),
    },
  ],

  /** Lambda takes each statement id once. */
  async run(session: AwsSession, { target }: StepContext): Promise<StepResult> {
    const id = asPermissionId(target.id);
    const content = contentOf(statementIn(target) ?? {});
    if (content === undefined) return { result: 'cannot be added: Lambda makes no such statement' };
    const { requestId } = await session.call('lambda:AddPermission', {
      ...ofPermission(id),
      StatementId: id.sid,
      ...permissionRequest(content),
    });
    return { result: 'added again', ...(requestId === undefined ? {} : { requestId }) };
  },

  async verify(session: AwsSession, { target }: StepContext): Promise<Verification> {
    const id = asPermissionId(target.id);
    const now = findStatement(await readPolicy(session, id), id.sid);
    if (now === undefined) return { state: 'not-begun', sentence: 'not in the policy' };
    return canonicalJson(now) === canonicalJson(statementIn(target) ?? null)
      ? { state: 'done', sentence: 'in the policy again' }
      : { state: 'failed', sentence: 'another statement has its id by now' };
  },
};

async function planOne(session: AwsSession, { type, id, arn, material, tags }: PlanTarget): Promise<PlanTarget> {
  const parts = asPermissionId(id);
  const { sid } = parts;
  const statement = statementIn({ material });
  const found = await findFunction(session, parts.name);
  const now = found === undefined ? undefined : findStatement(await readPolicy(session, parts), sid);
  const blocked = blockedBy(
    found !== undefined,
    now !== undefined,
    statement === undefined || contentOf(statement) === undefined,
  );
  const own = found === undefined ? tags : await functionTags(session, parts.name);
  return {
    type,
    id,
    arn,
    facts: found === undefined ? [] : [now === undefined ? 'no such statement now' : 'there is a statement of this id'],
    material: { exists: now !== undefined, sid, statement: statement ?? null },
    ...(own === undefined ? {} : tagsFrom({ type: 'AWS::Lambda::Function', names: [parts.name, arn], tags: own })),
    warnings: [],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

function blockedBy(there: boolean, taken: boolean, unreadable: boolean): string | undefined {
  if (!there) return 'Lambda does not know this function (any more).';
  if (taken) return 'A statement of this id is in the policy already.';
  return unreadable ? 'Lambda’s AddPermission cannot make such a statement.' : undefined;
}

function wordsOf(target: PlanTarget): string {
  const content = contentOf(statementIn(target) ?? {});
  return content === undefined ? 'gets the statement' : permissionInWords(content);
}
