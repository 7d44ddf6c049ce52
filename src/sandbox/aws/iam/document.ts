import { z } from 'zod';
import { parseCondition } from './condition.ts';
import type { ConditionTest } from './condition.ts';

/** A policy document, checked and ready to evaluate. */
export interface PolicyDocument {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: { readonly patterns: readonly string[]; readonly not: boolean };
  /** Absent in trust policies. */
  readonly resources?: { readonly patterns: readonly string[]; readonly not: boolean };
  /** Only in trust policies and policies of resources. */
  readonly principals?: {
    readonly aws: readonly string[];
    readonly service: readonly string[];
    readonly any: boolean;
  };
  readonly conditions: readonly ConditionTest[];
}

export type PolicyKind = 'identity' | 'trust' | 'resource';

const oneOrMore = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const scalarValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const values = z.union([scalarValue.transform((text) => [text]), z.array(scalarValue)]);

const principal = z.union([
  z.literal('*').transform(() => ({ aws: [] as string[], service: [] as string[], any: true })),
  z
    .strictObject({
      AWS: oneOrMore.optional(),
      Service: oneOrMore.optional(),
      // Nobody calls as one of these here, so they never match.
      Federated: oneOrMore.optional(),
      CanonicalUser: oneOrMore.optional(),
    })
    .transform(({ AWS = [], Service = [] }) => ({ aws: AWS, service: Service, any: AWS.includes('*') })),
]);

const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Action: oneOrMore.optional(),
    NotAction: oneOrMore.optional(),
    Resource: oneOrMore.optional(),
    NotResource: oneOrMore.optional(),
    Principal: principal.optional(),
    Condition: z.record(z.string(), z.record(z.string(), values)).optional(),
  })
  .refine(
    (one) => (one.Action === undefined) !== (one.NotAction === undefined),
    'Policy statement must contain actions.',
  );

const document = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  // One statement may stand without its list; wrapped first, so that errors name the element that is wrong.
  Statement: z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(statement)),
});

/**
 * Reads a policy as IAM does: syntax first, then what its kind must and must not have ("Grammar of the IAM JSON policy
 * language", IAM User Guide). Returns the reason where it is malformed.
 */
export function parsePolicy(text: string, kind: PolicyKind): PolicyDocument | { readonly malformed: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { malformed: 'This policy contains invalid Json' };
  }
  const parsed = document.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { malformed: `Syntax errors in policy. ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim() };
  }
  const statements: Statement[] = [];
  for (const raw of parsed.data.Statement) {
    const read = readStatement(raw, kind);
    if ('malformed' in read) return read;
    statements.push(read);
  }
  return { statements };
}

/** Reads a policy that the sandbox has of its own. */
export function mustParse(text: string, kind: PolicyKind): PolicyDocument {
  const read = parsePolicy(text, kind);
  if ('malformed' in read) throw new Error(`A policy of the sandbox is malformed: ${read.malformed}`);
  return read;
}

function readStatement(raw: z.output<typeof statement>, kind: PolicyKind): Statement | { readonly malformed: string } {
  const hasResource = raw.Resource !== undefined || raw.NotResource !== undefined;
  if (kind === 'identity' && raw.Principal !== undefined)
    return { malformed: 'Policy document should not specify a principal.' };
  if (kind === 'identity' && !hasResource) return { malformed: 'Policy statement must contain resources.' };
  if (kind !== 'identity' && raw.Principal === undefined) return { malformed: 'Missing required field Principal' };
  if (kind === 'resource' && !hasResource) return { malformed: 'Missing required field Resource' };
  if (kind === 'trust' && hasResource) return { malformed: 'Has prohibited field Resource' };
  const conditions: ConditionTest[] = [];
  for (const [operator, keys] of Object.entries(raw.Condition ?? {})) {
    for (const [key, expected] of Object.entries(keys)) {
      const test = parseCondition(operator, key, expected);
      if (test === undefined) return { malformed: `Invalid Condition type : ${operator}.` };
      conditions.push(test);
    }
  }
  return {
    effect: raw.Effect,
    actions: { patterns: raw.Action ?? raw.NotAction ?? [], not: raw.NotAction !== undefined },
    ...(hasResource
      ? { resources: { patterns: raw.Resource ?? raw.NotResource ?? [], not: raw.NotResource !== undefined } }
      : {}),
    ...(raw.Principal === undefined ? {} : { principals: raw.Principal }),
    conditions,
  };
}
