import { loadingModal, simpleModal } from '../../../blocks/simple-modal.ts';
import { describeError, TrailboltError } from '../../errors.ts';
import type { SignedRequest } from '../../model/job.ts';
import type { Key } from '../../ports/store.ts';
import { referenceOf } from '../failure.ts';
import { parsePayload, teamsOf, text, type Payload } from '../payload.ts';
import { checkSignature, FRONT_AGE_SECONDS, requestKeyOf } from '../signature.ts';
import { fieldErrors } from './field-errors.ts';
import { loadingViewId } from './loading-view.ts';
import { tellNotTaken } from './not-taken.ts';
import type { FrontPorts } from './ports.ts';

/** A nonce outlives the signature it guards: age bound on both sides, and a margin. */
const NONCE_SECONDS = 3 * FRONT_AGE_SECONDS;

export interface FrontAnswer {
  readonly status: 200 | 400 | 401 | 403 | 413 | 500;
  /** JSON text, or empty. */
  readonly body: string;
}

/**
 * The only part of Trailbolt that strangers can reach. It checks, opens the loading modal, passes the raw signed request
 * on and acknowledges; it decides nothing.
 */
export async function answerSlack(ports: FrontPorts, request: SignedRequest): Promise<FrontAnswer> {
  try {
    return await answer(ports, request);
  } catch (error) {
    ports.log.error('front.failed', error);
    return { status: 500, body: '' };
  }
}

async function answer(ports: FrontPorts, request: SignedRequest): Promise<FrontAnswer> {
  const check = checkSignature(request, await ports.signingSecret(), ports.clock.now(), FRONT_AGE_SECONDS);
  if (!check.ok) return refuse(ports, 401, check.reason);
  let payload: Payload;
  try {
    payload = parsePayload(request);
  } catch (error) {
    return refuse(ports, 400, describeError(error));
  }
  if (payload['type'] === 'url_verification')
    return { status: 200, body: JSON.stringify({ challenge: text(payload, 'challenge') ?? '' }) };
  if (!teamsOf(payload).includes(ports.workspace)) return refuse(ports, 403, 'other-workspace');

  const errors = fieldErrors(payload);
  if (errors !== undefined) return { status: 200, body: JSON.stringify({ response_action: 'errors', errors }) };

  const key = requestKeyOf(request);
  const nonce: Key = { partition: `nonce#${key}`, sort: 'front' };
  const expiresAt = Math.floor(ports.clock.now() / 1000) + NONCE_SECONDS;
  try {
    const first = await ports.store.commit([{ kind: 'put', key: nonce, value: {}, if: 'absent', expiresAt }]);
    if (!first.ok) {
      ports.log.warn('front.replayed', { key });
      return { status: 200, body: '' };
    }
    // Side by side: the trigger lives for three seconds, and nothing may wait for it.
    const [, sent] = await Promise.allSettled([
      openLoading(ports, payload, key),
      ports.jobs.send({ kind: 'slack', request }, { delaySeconds: workDelay(payload) }),
    ]);
    if (sent.status === 'rejected') throw sent.reason;
  } catch (error) {
    // Not taken: forget it, so that Slack's retry of this very request is not mistaken for a replay.
    ports.log.error('front.not-queued', error, { key, reference: referenceOf(key) });
    await ports.store
      .commit([{ kind: 'delete', key: nonce, if: 'any' }])
      .catch((cause: unknown) => ports.log.error('front.nonce-stays', cause, { key }));
    const told = await tellNotTaken(ports, payload, { key, error, opens: opensWindow(payload) });
    if (told !== undefined) return { status: 200, body: told };
    const isTooLarge = error instanceof TrailboltError && error.code === 'jobs.too-large';
    return isTooLarge ? refuse(ports, 413, error.message) : { status: 500, body: '' };
  }
  return { status: 200, body: acknowledgement(payload) };
}

/**
 * The acknowledgement of a submission replaces what its modal shows. It leaves right after the job is queued; the work
 * begins late enough that what the worker shows cannot be overwritten by it.
 */
function workDelay(payload: Payload): number {
  return payload['type'] === 'view_submission' ? 1 : 0;
}

function opensWindow(payload: Payload): boolean {
  const action = text(payload, 'actions', 0, 'action_id');
  return (
    payload['type'] === 'message_action' ||
    (payload['type'] === 'block_actions' && action?.startsWith('open.') === true)
  );
}

async function openLoading(ports: FrontPorts, payload: Payload, key: string): Promise<void> {
  const trigger = text(payload, 'trigger_id');
  if (!opensWindow(payload) || trigger === undefined) return;
  try {
    await ports.openView(trigger, loadingModal(loadingViewId(key)));
  } catch (error) {
    // The worker finds no modal and answers in the channel instead.
    ports.log.error('front.no-modal', error, { key });
  }
}

/** Of a command nothing is said: words of an acknowledgement could never be taken back, and would stand beside the answer. */
function acknowledgement(payload: Payload): string {
  if (payload['type'] === 'view_submission') {
    return JSON.stringify({ response_action: 'update', view: simpleModal('Trailbolt', 'Sending your request…') });
  }
  return '';
}

function refuse(ports: FrontPorts, status: 400 | 401 | 403 | 413, reason: string): FrontAnswer {
  ports.log.warn('front.refused', { status, reason });
  return { status, body: '' };
}
