import type { JsonObject } from '../../../model/json.ts';

interface Problem {
  readonly message: string;
  readonly pointer: string;
  /** What was expected, as `blocks.validate` tells it. */
  readonly constraint?: JsonObject;
}

/** https://github.com/slackhq/hack-json-schema: a field that is not there, of another type, or breaking a rule. */
function codeOf({ message }: Problem): string {
  if (message.startsWith('missing required field')) return 'missing_field';
  return /^must (provide an? |be a boolean)/.test(message) ? 'invalid_type' : 'failed_constraint';
}

/** What Slack finds wrong with a layout, each with the JSON pointer at which it stands. */
export class Problems {
  readonly #found: Problem[] = [];

  add(message: string, pointer: string, constraint?: JsonObject): void {
    this.#found.push({ message, pointer, ...(constraint === undefined ? {} : { constraint }) });
  }

  get count(): number {
    return this.#found.length;
  }

  /** As in the `errors` of an answer: `must be less than 151 characters [json-pointer:/blocks/0/text/text]`. */
  sentences(): string[] {
    return this.#found.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`);
  }

  /** As https://docs.slack.dev/reference/methods/blocks.validate answers them. */
  objects(): JsonObject[] {
    return this.#found.map((problem) => ({ code: codeOf(problem), ...problem }));
  }

  include(others: Problems): void {
    this.#found.push(...others.#found);
  }
}
