import type { KnownBlock } from '@slack/types';
import type { ActionRequest, RunStep } from '../src/model/request.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { decisionButtons } from './decision-buttons.ts';
import { planBlocks } from './plan-blocks.ts';
import { asker, raisedInWords, stateSentence, stateWords, targetCodes, targetNames } from './request-line.ts';
import { bulletList, clip, count, footnote, LIMITS, mentions, paragraph, plain, rich, sentence } from './text.ts';

/** Targets that are listed one by one: more than a plan has. */
const SHOWN = 20;
/** Refused undos may be many; the last ones count. */
const UNDOS = 3;

/** People and user groups who may decide something. */
export interface Deciders {
  readonly mention: readonly string[];
  /** Others who may as well. */
  readonly more: number;
  /** Every full member may. */
  readonly everybody: boolean;
}

/** What a request's message in the thread shows. */
export interface RequestCard {
  readonly request: ActionRequest;
  readonly account: string;
  /** Some people may approve it alone, and that would help. */
  readonly emergency?: boolean;
  /** Who may approve it, and is called so when it is posted: Slack notifies nobody of an update. */
  readonly called?: Deciders;
  /** Why it needs more approvals than usual, in words. */
  readonly raisedBy?: readonly string[];
  /** Requests that take back what this one did, oldest first. */
  readonly undos?: readonly ActionRequest[];
  /** Something that it did can still be taken back. */
  readonly undoable?: boolean;
}

/**
 * The request in the case's thread: the plan, who asked, who approved, and the two buttons while it is pending; then how
 * it goes, step by step, and whether it was undone.
 */
export function requestCard(card: RequestCard): ChatMessage {
  const { request, account, emergency = false, called, raisedBy = [], undos = [], undoable = false } = card;
  const { plan } = request;
  const pending = request.state === 'pending';
  const announced = request.state === 'announced';
  const where = `${clip(account, 60)}, ${plan.region}`;
  return {
    text: sentence(
      `${plan.action.title} ${targetNames(plan)} in ${where}: ${stateSentence(request)}${pending ? ` Reason: ${request.reason}` : ''}`,
    ),
    blocks: [
      { type: 'header', text: plain(`${plan.action.title} – ${stateWords(request.state)}`, LIMITS.header) },
      paragraph(
        asker(request),
        rich.text(
          ` ${announced ? 'will' : pending ? 'asks to' : 'asked to'} ${plan.undoes === undefined ? 'run this' : `undo request ${clip(plan.undoes, 40)}`} on `,
        ),
        ...targetCodes(plan),
        rich.text(` in ${where}: “${clip(request.reason, 500) || 'no reason given'}”`, 620),
      ),
      ...(pending || announced ? planBlocks(plan) : outcome(request)),
      ...automatic(request),
      ...(startsByItself(request) ? [] : approvals(request, raisedBy)),
      ...undos.slice(-UNDOS).map(undoLine),
      ...(undoable ? [undoButton(request)] : []),
      ...(pending && called !== undefined ? [callLine(called)] : []),
      ...(pending ? [decisionButtons(request, { emergency })] : []),
      ...(announced ? [holdButton(request)] : []),
      footnote(`Request ${request.id} · plan ${plan.digest.slice(0, 12)}`),
    ],
  };
}

/** `May be approved by @ana, @ben and 2 others.` */
export function callLine({ mention, more, everybody }: Deciders, verb = 'be approved'): KnownBlock {
  if (everybody) return paragraph(rich.text(`Can ${verb} by every full member of the workspace.`));
  if (mention.length === 0)
    return paragraph(
      rich.bold('Nobody is left who may approve this. '),
      rich.text('The policy lists nobody else for it.'),
    );
  return paragraph(
    rich.text(`Can ${verb} by `),
    ...mentions(mention),
    rich.text(more > 0 ? ` and ${count(more, 'other')}.` : '.'),
  );
}

/** An automation's, and nobody has been asked: it needs no approvals. */
function startsByItself({ automation }: ActionRequest): boolean {
  return automation !== undefined && automation.asks === undefined;
}

/** When an automation starts, or why it asks instead. */
function automatic({ automation, state }: ActionRequest): KnownBlock[] {
  if (automation === undefined) return [];
  if (state === 'announced')
    return [
      paragraph(
        rich.bold('Starts '),
        rich.date(automation.startsAt, '{time_secs}'),
        rich.text(' by itself, unless somebody holds it.'),
      ),
    ];
  if (automation.asks === undefined) return [paragraph(rich.text('Started by the automation; nobody held it.'))];
  const by =
    automation.heldBy === undefined ? [] : [rich.bold('Held '), rich.text('by '), rich.user(automation.heldBy)];
  return [paragraph(...(by.length > 0 ? by : [rich.bold('Why it asks '), rich.text(automation.asks, 300)]))];
}

/** Keeps an automation from starting. */
export function holdButton(request: ActionRequest, blockId = 'hold'): KnownBlock {
  return {
    type: 'actions',
    block_id: blockId,
    elements: [
      {
        type: 'button',
        action_id: 'request.hold',
        text: plain('Hold', LIMITS.buttonText),
        value: request.id,
        style: 'primary',
      },
    ],
  };
}

function approvals(request: ActionRequest, raisedBy: readonly string[]): KnownBlock[] {
  const elements = request.approvals.flatMap((approval, index) => [
    ...(index === 0 ? [] : [rich.text(', ')]),
    rich.user(approval.person),
    rich.text(approval.emergency === undefined ? ' ' : ` alone in an emergency (“${clip(approval.emergency, 300)}”) `),
    rich.date(approval.at),
  ]);
  const why = request.state === 'pending' ? raisedInWords(raisedBy) : '';
  const head = `${request.approvals.length} of ${count(request.quorum, 'approval')}${why}${elements.length > 0 ? ': ' : ''}`;
  const tail = request.state === 'pending' ? [rich.text('. Expires '), rich.date(request.expiresAt)] : [];
  const rejected =
    request.decidedBy === undefined
      ? []
      : [
          rich.text(`. ${request.state === 'withdrawn' ? 'Withdrawn' : 'Rejected'} by `),
          rich.user(request.decidedBy),
          ...(request.decidedAt === undefined ? [] : [rich.text(' '), rich.date(request.decidedAt)]),
        ];
  return [paragraph(rich.bold(head), ...elements, ...rejected, ...tail)];
}

function outcome(request: ActionRequest): KnownBlock[] {
  const { held, outcome: how, run } = request;
  const blocks: KnownBlock[] = [
    ...(held === undefined
      ? []
      : [paragraph(rich.bold('Held '), rich.text('since '), rich.date(held.at), rich.text(`. ${held.reason}`, 600))]),
    ...(how === undefined ? [] : [paragraph(rich.text(how, 1000))]),
  ];
  const targets = [...Map.groupBy(run?.steps ?? [], (step) => step.target)].filter(([, steps]) =>
    steps.some((step) => step.result !== undefined),
  );
  if (targets.length > 0) {
    blocks.push({
      type: 'rich_text',
      elements: [
        bulletList(
          targets
            .slice(0, SHOWN)
            .map(([target, steps]) => [rich.code(target, 80), rich.text(` ${howFar(steps)}`, 400)]),
        ),
      ],
    });
  }
  return blocks;
}

/** What became of each step of one target so far; what was not begun because of another step says nothing new. */
function howFar(steps: readonly RunStep[]): string {
  const ended = steps.findIndex(({ state }) => state === 'failed' || state === 'skipped');
  return (ended === -1 ? steps : steps.slice(0, ended + 1)).flatMap((step) => step.result ?? []).join('; ');
}

function undoLine(undo: ActionRequest): KnownBlock {
  return paragraph(
    rich.bold('Undo '),
    rich.text(`${clip(undo.plan.action.title, 80)}, request ${clip(undo.id, 40)}: ${stateSentence(undo)}`, 500),
  );
}

function undoButton(request: ActionRequest): KnownBlock {
  return {
    type: 'actions',
    block_id: 'undo',
    elements: [{ type: 'button', action_id: 'open.undo', text: plain('Undo…', LIMITS.buttonText), value: request.id }],
  };
}
