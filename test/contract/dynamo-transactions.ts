/**
 * `TransactWriteItems` over a DynamoDB that lacks it (dynalite 4). Each write is carried out by the database itself, with
 * its condition, and everything is put back when one of them fails. That is atomic only because the emulator in front
 * lets one request at a time through.
 */

export type Call = (operation: string, input: object) => Promise<Answer>;

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Target {
  readonly TableName: string;
  readonly Item?: Attributes;
  readonly Key?: Attributes;
}

type Attributes = Readonly<Record<string, unknown>>;
type Kind = 'Put' | 'Delete' | 'Update' | 'ConditionCheck';

interface Transaction {
  readonly ClientRequestToken?: string;
  readonly TransactItems: readonly Readonly<Partial<Record<Kind, Target>>>[];
}

const KINDS: readonly Kind[] = ['Put', 'Delete', 'Update', 'ConditionCheck'];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export class Transactions {
  readonly #call: Call;
  readonly #keyNames = new Map<string, readonly string[]>();
  /** Requests that succeeded, by token: DynamoDB remembers them for ten minutes, this emulator for as long as it runs. */
  readonly #succeeded = new Map<string, string>();

  constructor(call: Call) {
    this.#call = call;
  }

  async run(input: Transaction): Promise<Answer> {
    const { ClientRequestToken: token, TransactItems: items } = input;
    const content = JSON.stringify(items);
    const earlier = token === undefined ? undefined : this.#succeeded.get(token);
    if (earlier !== undefined) {
      return earlier === content ? { status: 200, body: {} } : failure('IdempotentParameterMismatchException');
    }
    if (items.length < 1 || items.length > 100) return failure('ValidationException', 'Between 1 and 100 items.');
    if (content.length > 4 * 1024 * 1024) return failure('ValidationException', 'Transactions are limited to 4 MB.');
    const answer = await this.#attempt(items);
    if (token !== undefined && answer.status === 200) this.#succeeded.set(token, content);
    return answer;
  }

  async #attempt(items: Transaction['TransactItems']): Promise<Answer> {
    const seen = new Set<string>();
    const undo: (() => Promise<Answer>)[] = [];
    const reasons: { Code: string; Message?: string }[] = [];
    let invalid: Answer | undefined;
    for (const item of items) {
      const kind = KINDS.find((known) => item[known] !== undefined);
      const target = kind === undefined ? undefined : item[kind];
      if (kind === undefined || target === undefined) return failure('ValidationException', 'No operation.');
      const key = await this.#keyOf(target);
      const identity = JSON.stringify([target.TableName, key]);
      if (seen.has(identity)) invalid = failure('ValidationException', 'Multiple operations on one item.');
      seen.add(identity);
      const at = { TableName: target.TableName, Key: key };
      const read = await this.#call('GetItem', { ...at, ConsistentRead: true });
      const before = read.body['Item'] as Attributes | undefined;
      const answer = await this.#write(kind, target, at, before);
      if (answer.status === 200) {
        reasons.push({ Code: 'None' });
        undo.push(() =>
          before === undefined
            ? this.#call('DeleteItem', at)
            : this.#call('PutItem', { TableName: target.TableName, Item: before }),
        );
      } else if (String(answer.body['__type']).endsWith('#ConditionalCheckFailedException')) {
        reasons.push({ Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' });
      } else {
        invalid ??= answer;
      }
    }
    const failed = reasons.some((reason) => reason.Code !== 'None');
    if (!failed && invalid === undefined) return { status: 200, body: {} };
    for (const step of undo.toReversed()) await step();
    return invalid ?? cancelled(reasons);
  }

  async #write(kind: Kind, target: Target, at: object, before: Attributes | undefined): Promise<Answer> {
    if (kind === 'Put') return this.#call('PutItem', target);
    if (kind === 'Delete') return this.#call('DeleteItem', target);
    if (kind === 'Update') return this.#call('UpdateItem', target);
    // A check is a write that changes nothing.
    const { Key: _key, ...condition } = target;
    return before === undefined
      ? this.#call('DeleteItem', { ...condition, ...at })
      : this.#call('PutItem', { ...condition, Item: before });
  }

  async #keyOf(target: Target): Promise<Attributes> {
    if (target.Key !== undefined) return target.Key;
    let names = this.#keyNames.get(target.TableName);
    if (names === undefined) {
      const { body } = await this.#call('DescribeTable', { TableName: target.TableName });
      const table = body['Table'] as { readonly KeySchema: readonly { readonly AttributeName: string }[] };
      names = table.KeySchema.map((part) => part.AttributeName);
      this.#keyNames.set(target.TableName, names);
    }
    return Object.fromEntries(names.map((name) => [name, target.Item?.[name]]));
  }
}

export function cancelled(reasons: readonly { readonly Code: string }[]): Answer {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  const Message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return failure('TransactionCanceledException', Message, { CancellationReasons: reasons });
}

export function failure(type: string, Message = type, more: object = {}): Answer {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, Message, ...more } };
}
