/** What Slack finds wrong with a layout, each with the JSON pointer at which it stands. */
export class Problems {
  readonly #found: { readonly message: string; readonly pointer: string }[] = [];

  add(message: string, pointer: string): void {
    this.#found.push({ message, pointer });
  }

  get count(): number {
    return this.#found.length;
  }

  /** As in the `errors` of an answer: `must be less than 151 characters [json-pointer:/blocks/0/text/text]`. */
  sentences(): string[] {
    return this.#found.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`);
  }

  include(others: Problems): void {
    this.#found.push(...others.#found);
  }
}
