import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { isObject, type JsonObject } from '../../../model/json.ts';
import type { SocketControl } from '../sandbox-slack.ts';
import { parseJson } from '../world/json-fields.ts';
import type { Ack, Outgoing } from './outgoing.ts';
import type { SocketTickets } from './socket-tickets.ts';

/** https://docs.slack.dev/apis/events-api/using-socket-mode: ten connections an app. */
const MAX_CONNECTIONS = 10;
const PING_MS = 10_000;

interface Connection {
  readonly number: number;
  readonly socket: WebSocket;
  /** Oldest first; a duplicated envelope waits twice under one id. */
  waiting: readonly { readonly envelopeId: string; readonly resolve: (ack: Ack) => void }[];
  /** Told to go: gets nothing more. */
  isLeaving: boolean;
}

export interface Envelope {
  readonly envelopeId: string;
  readonly text: string;
}

/** The Socket Mode connections of the app. */
export class SocketHub implements SocketControl {
  readonly #appId: string;
  readonly #tickets: SocketTickets;
  readonly #ackMs: number;
  readonly #server = new WebSocketServer({ noServer: true });
  #connections: readonly Connection[] = [];
  #count = 0;
  #turn = 0;

  constructor(appId: string, tickets: SocketTickets, ackMs: number) {
    this.#appId = appId;
    this.#tickets = tickets;
    this.#ackMs = ackMs;
  }

  get connections(): number {
    return this.#connections.filter(({ isLeaving }) => !isLeaving).length;
  }

  /** For the HTTP server's `upgrade` event. A ticket opens one connection. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'ws://slack');
    if (url.pathname !== '/link' || !this.#tickets.use(url.searchParams.get('ticket') ?? '')) {
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#welcome(socket));
  }

  /** Envelope of a payload. https://docs.slack.dev/apis/events-api/using-socket-mode#events */
  envelope({ channel, payload }: Outgoing, retry?: { readonly attempt: number; readonly reason: string }): Envelope {
    const envelopeId = randomUUID();
    const envelope: JsonObject = {
      envelope_id: envelopeId,
      type: channel,
      payload,
      accepts_response_payload: channel !== 'events_api',
      ...(channel === 'events_api' ? { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? '' } : {}),
    };
    return { envelopeId, text: JSON.stringify(envelope) };
  }

  /** Sends to one of the connections, in turn. Resolves with its ack, or when the time for it is over. */
  send({ envelopeId, text }: Envelope): { readonly to: string; readonly ack: Promise<Ack> } | undefined {
    const ready = this.#connections.filter(({ isLeaving }) => !isLeaving);
    const connection = ready[this.#turn++ % Math.max(1, ready.length)];
    if (connection === undefined) return undefined;
    const { promise, resolve } = Promise.withResolvers<Ack>();
    const timer = setTimeout(() => resolve({ ok: false, reason: 'timeout' }), this.#ackMs);
    const waiting = { envelopeId, resolve };
    connection.waiting = [...connection.waiting, waiting];
    connection.socket.send(text);
    const ack = promise.finally(() => {
      clearTimeout(timer);
      connection.waiting = connection.waiting.filter((entry) => entry !== waiting);
    });
    return { to: `socket:${connection.number}`, ack };
  }

  refresh(reason: 'refresh_requested' | 'warning' | 'link_disabled' = 'refresh_requested'): void {
    for (const connection of this.#connections) {
      // After a warning the connection still serves; the other reasons end it.
      connection.isLeaving ||= reason !== 'warning';
      connection.socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } }));
    }
  }

  cut(): void {
    for (const { socket } of this.#connections) socket.terminate();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    if (this.connections >= MAX_CONNECTIONS) {
      socket.send(
        JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets', debug_info: { host: 'sandbox' } }),
      );
      socket.close();
      return;
    }
    const connection: Connection = { number: ++this.#count, socket, waiting: [], isLeaving: false };
    this.#connections = [...this.#connections, connection];
    const pinging = setInterval(() => socket.ping(), PING_MS);
    pinging.unref();
    socket.on('message', (data: Buffer) => this.#acknowledge(connection, data.toString()));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(pinging);
      this.#connections = this.#connections.filter((entry) => entry !== connection);
      for (const { resolve } of connection.waiting) resolve({ ok: false, reason: 'connection' });
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#connections.length,
        debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18060 },
        connection_info: { app_id: this.#appId },
      }),
    );
  }

  #acknowledge(connection: Connection, text: string): void {
    const message = parseJson(text);
    if (!isObject(message) || typeof message['envelope_id'] !== 'string') return;
    const payload = message['payload'];
    // An ack without payload and one with an empty payload say the same.
    const body = isObject(payload) && Object.keys(payload).length > 0 ? JSON.stringify(payload) : '';
    const waiting = connection.waiting.find(({ envelopeId }) => envelopeId === message['envelope_id']);
    // Taken off at once, so that the next ack under the same id goes to the duplicate.
    connection.waiting = connection.waiting.filter((entry) => entry !== waiting);
    waiting?.resolve({ ok: true, body, contentType: 'application/json' });
  }
}
