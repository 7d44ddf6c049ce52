import { contentOf } from '../../model/function-policy.ts';
import { permissionInWords } from '../../model/permission-words.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsPermission, AwsSession } from '../../ports/aws.ts';
import { findFunction, functionArn, functionTags } from './functions.ts';
import { readPolicy } from './permissions.ts';
import { atMinute } from './words.ts';

/** What {@link planFunction} reads. */
export const FUNCTION_READS: readonly AwsPermission[] = [
  'lambda:GetFunctionConfiguration',
  'lambda:GetFunctionConcurrency',
  'lambda:GetPolicy',
  'lambda:ListEventSourceMappings',
  'lambda:ListTags',
];

/** Callers that a plan names one by one. */
const NAMED_CALLERS = 5;

/** Executions kept for a function; undefined where it takes from the account's. Frozen: none. */
export async function reservedOf(session: AwsSession, name: string): Promise<number | undefined> {
  const { output } = await session.call('lambda:GetFunctionConcurrency', { FunctionName: name });
  return output.ReservedConcurrentExecutions;
}

export function reservedInWords(reserved: number | undefined): string {
  if (reserved === undefined) return 'no reserved concurrency';
  return reserved === 0 ? 'frozen: reserved concurrency 0' : `reserved concurrency ${reserved}`;
}

/**
 * One function of a plan, with its concurrency and who is let in to call it.
 * @param blockedBy Why the concurrency that it has does not let it be acted on.
 */
export async function planFunction(
  session: AwsSession,
  { type, id }: Pick<PlanTarget, 'type' | 'id'>,
  blockedBy: (reserved: number | undefined) => string | undefined,
): Promise<PlanTarget> {
  const base = { type, id, arn: functionArn(session, id) };
  const found = await findFunction(session, id);
  if (found === undefined) {
    const blocked = 'Lambda does not know this function (any more).';
    return { ...base, facts: [], material: { function: id, exists: false }, warnings: [], blocked };
  }
  const reserved = await reservedOf(session, id);
  const blocked = blockedBy(reserved);
  const changed = Date.parse(found.LastModified ?? '');
  return {
    ...base,
    facts: [
      reservedInWords(reserved),
      found.Runtime ?? found.PackageType ?? 'of unknown runtime',
      ...(found.Role === undefined ? [] : [`role ${found.Role.split('/').at(-1) ?? ''}`]),
      ...(Number.isNaN(changed) ? [] : [`last changed ${atMinute(new Date(changed))}`]),
    ],
    material: { function: id, exists: true, reserved: reserved ?? null },
    tags: await functionTags(session, id),
    warnings: [...(await callers(session, id)), ...(await sources(session, id))],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

/** Who is let in by the function's policy: what they wait for will not come. */
async function callers(session: AwsSession, name: string): Promise<readonly string[]> {
  const { statements } = await readPolicy(session, { name, qualifier: undefined, sid: '' });
  const words = statements.flatMap((statement) => {
    const content = contentOf(statement);
    return content === undefined ? [] : [`Its policy ${permissionInWords(content)}: that fails while it is frozen.`];
  });
  const more = words.length - NAMED_CALLERS;
  return more <= 0
    ? words
    : [...words.slice(0, NAMED_CALLERS), `${more} more statements of its policy let somebody call it.`];
}

/** Queues and streams that Lambda reads for the function: what comes there piles up. */
async function sources(session: AwsSession, name: string): Promise<readonly string[]> {
  const { output } = await session.call('lambda:ListEventSourceMappings', { FunctionName: name });
  const names = (output.EventSourceMappings ?? [])
    .filter(({ State: state }) => state === 'Enabled' || state === 'Enabling')
    .map(({ EventSourceArn: arn }) => (arn ?? 'a source of its own').split(':').slice(5).join(':') || (arn ?? ''));
  if (names.length === 0) return [];
  const more = names.length - NAMED_CALLERS;
  const listed = [...names.slice(0, NAMED_CALLERS), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return [`It works on what comes from ${listed}: that piles up while it is frozen.`];
}
