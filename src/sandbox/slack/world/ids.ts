import { randomBytes, randomInt } from 'node:crypto';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Ids in the shapes that Slack uses. */
export class Ids {
  readonly #now: () => number;
  #lastMicros = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A message timestamp: seconds and six digits, unique in the workspace and always growing. */
  ts(): string {
    this.#lastMicros = Math.max(this.#lastMicros + 1, Math.floor(this.#now() * 1000));
    const seconds = Math.floor(this.#lastMicros / 1_000_000);
    return `${seconds}.${String(this.#lastMicros % 1_000_000).padStart(6, '0')}`;
  }

  /** E.g. `V` for a view: the letter and ten upper-case letters or digits. */
  object(letter: string): string {
    return letter + Array.from({ length: 10 }, () => UPPER[randomInt(UPPER.length)]).join('');
  }

  /** `132456.7890123.<32 hex digits>`, as https://docs.slack.dev/reference/methods/views.open shows it. */
  trigger(): string {
    return `${randomInt(1e9, 1e10)}.${randomInt(1e9, 1e10)}.${this.secret()}`;
  }

  /** The state of a view, against lost updates. */
  hash(): string {
    return `${Math.floor(this.#now() / 1000)}.${randomBytes(4).toString('hex')}`;
  }

  secret(): string {
    return randomBytes(16).toString('hex');
  }
}
