import type { JsonObject } from '../../../model/json.ts';

interface Problem {
  readonly message: string;
  readonly pointer: string;
  /** What was expected, as `blocks.validate` tells it. */
  readonly constraint?: JsonObject;
}

/** A field that is not there, of another type, or breaking a rule: https://github.com/slackhq/hack-json-schema */
function codeOf({ message }: Problem): JsonObject {
  const [, field] = /^missing required field: (\w+)$/.exec(message) ?? [];
  if (field !== undefined) return { code: 'missing_field', field };
  return { code: /^must (provide an? |be a boolean)/.test(message) ? 'invalid_type' : 'failed_constraint' };
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
    return this.#found.map((problem) => ({ ...codeOf(problem), ...problem }));
  }

  include(others: Problems): void {
    this.#found.push(...others.#found);
  }
}
