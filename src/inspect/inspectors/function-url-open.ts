import type { RecordSummary } from '../../model/alert.ts';
import { functionName } from '../../model/function-names.ts';
import { contentOf, policyStatements } from '../../model/function-policy.ts';
import type { JsonObject } from '../../model/json.ts';
import { foundTarget, NOTHING, type Inspector } from '../inspector.ts';
import { unless } from '../reads/unless.ts';

const CALLS = [
  'AddPermission',
  'AddPermission20150331',
  'AddPermission20150331v2',
  'CreateFunctionUrlConfig',
  'CreateFunctionUrlConfig20211031',
  'UpdateFunctionUrlConfig',
  'UpdateFunctionUrlConfig20211031',
];

/** A function without a URL or a policy, or that is gone. */
const NONE = 'ResourceNotFoundException';

/** Actions by which a statement opens a URL. */
const OPENING: ReadonlySet<string> = new Set(['lambda:InvokeFunctionUrl', 'lambda:*', '*']);

/**
 * A function that answers anybody at its URL: one that asks for no signature, and a policy that lets everybody call it. It
 * takes both, in two calls and either order.
 */
export const functionUrlOpen: Inspector = {
  rule: {
    id: 'function-url-open',
    title: 'A Lambda function answers everybody at its URL',
    level: 'medium',
    description:
      'The URL asks for no signature, and the policy of the function lets everybody call it. Whoever has the address runs the function, with what its role may do behind it.',
    whatToDo:
      'Ask the function’s owner. Otherwise remove the statement that lets everybody in, and look at the function’s code, role and calls.',
    falsePositives: ['A webhook or a small site that is public on purpose.'],
    attack: ['T1133', 'T1648'],
  },
  after: CALLS.map((call) => `lambda.amazonaws.com:${call}`),
  permissions: { read: ['lambda:GetFunctionUrlConfig', 'lambda:GetPolicy'] },

  async look(session, record) {
    const of = functionOf(record);
    if (of === undefined) return NOTHING;
    const url = await unless(NONE, session.call('lambda:GetFunctionUrlConfig', of));
    if (url?.output.AuthType !== 'NONE') return NOTHING;
    const policy = await unless(NONE, session.call('lambda:GetPolicy', of));
    const open = policyStatements(policy?.output.Policy).flatMap((one) => openingId(one) ?? []);
    const name = `${of.FunctionName}${of.Qualifier === undefined ? '' : `:${of.Qualifier}`}`;
    const findings = open.map((sid) => ({
      target: foundTarget(record, 'AWS::Lambda::Permission', `${name}/${sid}`),
      seen: `Everybody can call ${url.output.FunctionUrl ?? 'its URL'} without a signature.`,
    }));
    return findings.length === 0 ? NOTHING : { findings, settling: false };
  },
};

/** The function of a record's request, and the alias where it is about one. */
function functionOf({
  requestParameters: request = {},
}: RecordSummary): { readonly FunctionName: string; readonly Qualifier?: string } | undefined {
  const { functionName: given, qualifier: asked } = request;
  const named = typeof given === 'string' ? functionName(given) : undefined;
  if (named === undefined) return undefined;
  const qualifier = typeof asked === 'string' ? asked : named.qualifier;
  return { FunctionName: named.name, ...(qualifier === undefined ? {} : { Qualifier: qualifier }) };
}

/** The id of a statement that lets everybody call the URL; undefined for any other. */
function openingId(statement: JsonObject): string | undefined {
  const content = contentOf(statement);
  const { Sid: sid } = statement;
  if (content === undefined || typeof sid !== 'string' || content.principal !== '*') return undefined;
  const { action, urlAuthType, organization, sourceArn, sourceAccount, eventSourceToken } = content;
  const narrowed = [organization, sourceArn, sourceAccount, eventSourceToken].some((one) => one !== undefined);
  return OPENING.has(action) && !narrowed && (urlAuthType ?? 'NONE') === 'NONE' ? sid : undefined;
}
