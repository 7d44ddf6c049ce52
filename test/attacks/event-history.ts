import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

type Fields = Readonly<Record<string, unknown>>;

interface Asked {
  readonly LookupAttributes?: readonly { readonly AttributeKey: string; readonly AttributeValue: string }[];
  readonly NextToken?: string;
}

/** Fields of a record that the history is searched by; a search by anything else finds every record. */
const SEARCHED: Readonly<Record<string, string>> = { EventId: 'eventID', EventName: 'eventName' };
const PAGE = 50;

/** CloudTrail's event history as `LookupEvents` gives it over HTTP, with records that no sandbox would write. */
export class EventHistory {
  readonly #server: Server;
  #records: readonly Fields[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => {
      void json(request).then((asked) =>
        response
          .setHeader('content-type', 'application/x-amz-json-1.1')
          .end(JSON.stringify(this.#page(asked as Asked))),
      );
    });
  }

  static async start(): Promise<EventHistory> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new EventHistory(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  holds(records: readonly Fields[]): void {
    this.#records = records;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #page({ LookupAttributes: attributes = [], NextToken: token }: Asked): object {
    const fits = (record: Fields): boolean =>
      attributes.every(({ AttributeKey: key, AttributeValue: value }) => {
        const field = SEARCHED[key];
        return field === undefined || record[field] === value;
      });
    const start = Number(token ?? 0);
    const found = this.#records.filter(fits);
    return {
      Events: found.slice(start, start + PAGE).map((record) => ({
        EventId: record['eventID'],
        EventName: record['eventName'],
        CloudTrailEvent: JSON.stringify(record),
      })),
      ...(start + PAGE < found.length ? { NextToken: String(start + PAGE) } : {}),
    };
  }
}
