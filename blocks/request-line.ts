import type { RichTextElement } from '@slack/types';
import type { Plan } from '../src/model/plan.ts';
import type { ActionRequest, RequestState } from '../src/model/request.ts';
import { clip, codes, enumerate, rich } from './text.ts';

const STATES: Readonly<Record<RequestState, string>> = {
  announced: 'starts by itself soon',
  pending: 'waiting for approval',
  approved: 'approved, about to run',
  running: 'running',
  succeeded: 'done',
  failed: 'failed',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  expired: 'expired',
  stale: 'stopped: the plan no longer holds',
};

/** `web-1, web-2, web-3 and 4 more`. */
export function targetNames({ targets }: Plan): string {
  const names = targets.map((target) => clip(target.name ?? target.id, 80));
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : enumerate(names);
}

/** Who asked: a person, or an automation of the policy. */
export function asker({ requester, automation }: ActionRequest): RichTextElement {
  return automation === undefined ? rich.user(requester) : rich.bold(`automation ${automation.name}`, 80);
}

/** The same as {@link targetNames}, each name as code. */
export function targetCodes({ targets }: Plan): RichTextElement[] {
  return codes(
    targets.map((target) => target.name ?? target.id),
    3,
    80,
  );
}

/** `Terminate instance i-1 – done Jan 31 09:41. i-1: terminated. Asked by @rana, approved by @ana, @ben`; without the date where it stands beside. */
export function requestLine(request: ActionRequest, dated = true): RichTextElement[] {
  return [
    rich.bold(`${request.plan.action.title} `),
    ...targetCodes(request.plan),
    ...(dated ? stateLine(request) : [undated(request)]),
    rich.text(request.state === 'withdrawn' ? 'Asked and withdrawn by ' : 'Asked by '),
    asker(request),
    ...request.approvals.flatMap((approval, index) => [
      rich.text(index === 0 ? ', approved by ' : ', '),
      rich.user(approval.person),
    ]),
    ...(request.state === 'rejected' && request.decidedBy !== undefined
      ? [rich.text(', rejected by '), rich.user(request.decidedBy)]
      : []),
  ];
}

/** Their outcome names the state itself. */
const TOLD_BY_OUTCOME: ReadonlySet<RequestState> = new Set(['rejected', 'withdrawn', 'expired', 'stale']);

/** `waiting for approval (1 of 2).`, `done. i-1: terminated.`, `Rejected; nothing was run.` */
export function stateSentence({ state, outcome, approvals, quorum, held }: ActionRequest): string {
  if (held !== undefined) return `held: ${held.reason}`;
  if (outcome !== undefined && TOLD_BY_OUTCOME.has(state)) return outcome;
  const given = state === 'pending' ? ` (${approvals.length} of ${quorum})` : '';
  return `${STATES[state]}${given}.${outcome === undefined ? '' : ` ${outcome}`}`;
}

/** The same with the moment that counts: when it starts by itself, or ended. */
function stateLine(request: ActionRequest): RichTextElement[] {
  const { state, automation, run, outcome, held } = request;
  if (state === 'announced' && automation !== undefined && held === undefined)
    return [
      rich.text(' – starts by itself at '),
      rich.date(automation.startsAt, '{time_secs}'),
      rich.text(' unless somebody holds it. '),
    ];
  const ended = run?.finishedAt;
  if (ended === undefined || held !== undefined) return [undated(request)];
  return [
    rich.text(` – ${STATES[state]} `),
    rich.date(ended),
    rich.text(`.${outcome === undefined ? '' : ` ${outcome}`} `, 460),
  ];
}

function undated(request: ActionRequest): RichTextElement {
  return rich.text(` – ${stateSentence(request)} `, 460);
}

/** ` (more than usual: the hours are quiet)`: why a request needs more approvals than its rule asks for. */
export function raisedInWords(raisedBy: readonly string[]): string {
  return raisedBy.length === 0 ? '' : ` (more than usual: ${clip(raisedBy.join('; '), 200)})`;
}

/** The state in words. */
export function stateWords(state: RequestState): string {
  return STATES[state];
}
