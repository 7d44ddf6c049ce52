import type { AwsSession } from '../../ports/aws.ts';
import type { Action, StepContext, StepResult, Verification } from '../action.ts';
import { FUNCTION_READS, planFunction, reservedInWords, reservedOf } from '../aws/concurrency.ts';
import { findFunction, otherOwner } from '../aws/functions.ts';
import { restoreConcurrency } from '../reverse/restore-concurrency.ts';

/** Lets no new execution of a function begin: its reserved concurrency becomes 0. */
export const freezeFunction: Action = {
  id: 'freeze-function',
  title: { one: 'Freeze function', many: 'Freeze functions' },
  risk: 'disruptive',
  writes: 'resources',
  undo: 'exact',
  undoNote: 'The reserved concurrency is what it was before: the same number, or none.',
  permissions: { read: FUNCTION_READS, act: ['lambda:PutFunctionConcurrency'] },
  reverse: restoreConcurrency,

  appliesTo: ({ type, id }) => type === 'AWS::Lambda::Function' && /^[a-zA-Z0-9_-]{1,64}$/.test(id),

  // As CloudTrail names them: Lambda puts the version of its API behind.
  after: [
    ...['AddPermission', 'UpdateFunctionCode', 'UpdateFunctionConfiguration'].flatMap((call) => [
      call,
      `${call}20150331`,
      `${call}20150331v2`,
    ]),
    ...['CreateFunctionUrlConfig', 'UpdateFunctionUrlConfig'].flatMap((call) => [call, `${call}20211031`]),
  ],

  plan: (session, targets) =>
    Promise.all(
      targets.map(async (target) => {
        const planned = await planFunction(session, target, (reserved) =>
          reserved === 0 ? 'It is frozen already.' : undefined,
        );
        const elsewhere = target.planned === undefined ? otherOwner(session, target.arn) : undefined;
        return elsewhere === undefined ? planned : { ...planned, blocked: elsewhere };
      }),
    ),

  effects: (targets) => targets.map(({ id }) => `${id} is not run any more: each new call of it is refused.`),

  limits: () => [
    'Executions that are under way run to their end, for up to 15 minutes.',
    'Credentials of its role that somebody has taken stay valid until they expire; copies at CloudFront (Lambda@Edge) go on.',
    'Queues and streams keep what waits for it, as long as they keep anything; asynchronous calls are tried again for up to 6 hours, then dropped.',
  ],

  steps: ({ arn, material }) => [
    {
      id: 'freeze',
      title: `Set reserved concurrency to 0 (${reservedInWords(previous(material['reserved']))} before)`,
      permissions: ['lambda:PutFunctionConcurrency'],
      resources: [arn],
    },
  ],

  /** Setting it to what it is changes nothing. */
  async run(session: AwsSession, { target }: StepContext): Promise<StepResult> {
    const { requestId } = await session.call('lambda:PutFunctionConcurrency', {
      FunctionName: target.id,
      ReservedConcurrentExecutions: 0,
    });
    const before = reservedInWords(previous(target.material['reserved']));
    return { result: `${before} → frozen`, ...(requestId === undefined ? {} : { requestId }) };
  },

  async verify(session: AwsSession, { target }: StepContext): Promise<Verification> {
    if ((await findFunction(session, target.id)) === undefined) {
      return { state: 'gone', sentence: 'Lambda no longer knows it' };
    }
    const reserved = await reservedOf(session, target.id);
    return { state: reserved === 0 ? 'done' : 'not-begun', sentence: reservedInWords(reserved) };
  },
};

function previous(reserved: unknown): number | undefined {
  return typeof reserved === 'number' ? reserved : undefined;
}
