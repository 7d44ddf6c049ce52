import type { SlackDelivery } from '../../contract.ts';
import type { Faults } from '../faults.ts';
import type { World } from '../world/world.ts';
import { httpPost } from './http-post.ts';
import { httpForm, sign, type Ack, type Outgoing } from './outgoing.ts';
import type { SocketHub } from './socket-hub.ts';

export interface Delivered {
  readonly ack: Ack;
  readonly delivery?: SlackDelivery;
}

interface Retry {
  readonly attempt: number;
  readonly reason: string;
}

/** Filled in when the answer is there. */
type OpenDelivery = { -readonly [K in keyof SlackDelivery]: SlackDelivery[K] };

/** https://docs.slack.dev/apis/events-api#retries */
function retryReason(ack: Ack): string {
  if (ack.ok) return '';
  if (ack.reason === 'timeout') return 'http_timeout';
  return ack.reason === 'status' ? 'http_error' : 'connection_failed';
}

/** Brings what happens to the app: to an open socket where there is one, else to the request URL. */
export class Courier {
  readonly deliveries: SlackDelivery[] = [];
  requestUrl: string | undefined;
  readonly #world: World;
  readonly #sockets: SocketHub;
  readonly #faults: Faults;
  readonly #retries = new Set<NodeJS.Timeout>();

  constructor(world: World, sockets: SocketHub, faults: Faults, requestUrl: string | undefined) {
    this.#world = world;
    this.#sockets = sockets;
    this.#faults = faults;
    this.requestUrl = requestUrl;
  }

  /** Interactions and commands are sent once; the answer of a duplicate is ignored. */
  async send(outgoing: Outgoing, retry?: Retry): Promise<Delivered> {
    const isTwice = await this.#faults.nextDelivery();
    if (this.#world.app.socketMode && this.#sockets.connections > 0) return this.#overSocket(outgoing, isTwice, retry);
    if (this.requestUrl === undefined) return { ack: { ok: false, reason: 'no-route' } };
    return this.#overHttp(this.requestUrl, outgoing, isTwice, retry);
  }

  /** Events are tried up to four times. Resolves after the first try; the others go on behind. */
  async sendEvent(outgoing: Outgoing): Promise<Delivered> {
    const delivered = await this.send(outgoing);
    this.#retryEvent(outgoing, delivered.ack, 1);
    return delivered;
  }

  async replay(delivery: SlackDelivery): Promise<SlackDelivery> {
    if (!delivery.to.startsWith('socket:')) {
      const { body, headers, kind, to } = delivery;
      return (await this.#post({ at: this.#world.now(), kind, to, body, headers })).delivery;
    }
    const { envelope_id: envelopeId } = JSON.parse(delivery.body) as { envelope_id: string };
    const sent = this.#sockets.send({ envelopeId, text: delivery.body });
    const record: OpenDelivery = { ...delivery, at: this.#world.now(), to: sent?.to ?? delivery.to };
    this.deliveries.push(record);
    if (sent !== undefined) await this.#complete(record, sent.ack);
    return record;
  }

  close(): void {
    for (const timer of this.#retries) clearTimeout(timer);
    this.#retries.clear();
  }

  #retryEvent(outgoing: Outgoing, ack: Ack, attempt: number): void {
    const pause = this.#world.timing.eventRetryMs[attempt - 1];
    const declined = !ack.ok && ack.reason === 'status' && ack.noRetry;
    if (ack.ok || ack.reason === 'no-route' || declined || pause === undefined) return;
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      void this.send(outgoing, { attempt, reason: retryReason(ack) }).then((next) =>
        this.#retryEvent(outgoing, next.ack, attempt + 1),
      );
    }, pause);
    timer.unref();
    this.#retries.add(timer);
  }

  async #overHttp(url: string, outgoing: Outgoing, isTwice: boolean, retry?: Retry): Promise<Delivered> {
    const { contentType, body } = httpForm(outgoing);
    const timestamp = Math.floor(this.#world.now() / 1000);
    const headers = {
      'content-type': contentType,
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': sign(this.#world.credentials.signingSecret, timestamp, body),
      ...(retry === undefined
        ? {}
        : { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason }),
    };
    const delivery = { at: this.#world.now(), kind: outgoing.kind, to: url, body, headers };
    const first = this.#post(delivery);
    if (isTwice) await this.#post(delivery);
    return first;
  }

  async #overSocket(outgoing: Outgoing, isTwice: boolean, retry?: Retry): Promise<Delivered> {
    const envelope = this.#sockets.envelope(outgoing, retry);
    const deliver = async (): Promise<Delivered> => {
      const sent = this.#sockets.send(envelope);
      if (sent === undefined) return { ack: { ok: false, reason: 'connection' } };
      const { kind } = outgoing;
      const record: OpenDelivery = { at: this.#world.now(), kind, to: sent.to, body: envelope.text, headers: {} };
      this.deliveries.push(record);
      return { ack: await this.#complete(record, sent.ack), delivery: record };
    };
    const first = deliver();
    if (isTwice) await deliver();
    return first;
  }

  async #post(delivery: SlackDelivery): Promise<{ readonly ack: Ack; readonly delivery: SlackDelivery }> {
    const record: OpenDelivery = { ...delivery };
    this.deliveries.push(record);
    const started = performance.now();
    const { answer, ...ack } = await httpPost(record.to, record.headers, record.body, this.#world.timing.ackMs);
    if (answer !== undefined) {
      record.status = answer.status;
      record.response = answer.text;
      record.ackMs = Math.round(performance.now() - started);
    }
    return { ack, delivery: record };
  }

  async #complete(record: OpenDelivery, pending: Promise<Ack>): Promise<Ack> {
    const started = performance.now();
    const ack = await pending;
    if (ack.ok) {
      record.ackMs = Math.round(performance.now() - started);
      record.response = ack.body;
    }
    return ack;
  }
}
