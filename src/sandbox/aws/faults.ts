import { AwsRefusal } from './refusal.ts';

/** How an injected failure looks to the caller. */
export interface FaultError {
  readonly code: string;
  readonly message?: string;
  /** HTTP status; 400 unless set. Use 500 or above for "may or may not have happened". */
  readonly status?: number;
}

type Hook = () => void | Promise<void>;

/** What happens to the next calls of one API. */
interface Plan {
  fail: FaultError[];
  delays: number[];
  drops: number;
  readonly before: Set<Hook>;
  readonly after: Set<Hook>;
  calls: number;
}

/**
 * Faults for tests, by API (`ec2:TerminateInstances`, `sqs:ReceiveMessage`): what a careful caller must survive but no
 * test can wait for.
 */
export class Faults {
  readonly #plans = new Map<string, Plan>();

  /** The next `times` calls fail before anything is applied. */
  fail(api: string, times: number, error: FaultError): void {
    for (let i = 0; i < times; i++) this.#plan(api).fail.push(error);
  }

  /** The next `times` calls take this much longer. */
  delay(api: string, ms: number, times = 1): void {
    for (let i = 0; i < times; i++) this.#plan(api).delays.push(ms);
  }

  /** The next `times` calls are applied, then the connection breaks: the caller cannot know the outcome. */
  drop(api: string, times = 1): void {
    this.#plan(api).drops += times;
  }

  /** Runs before each call is applied, until the returned function is called. */
  before(api: string, hook: Hook): () => void {
    return register(this.#plan(api).before, hook);
  }

  /** Runs after each call is applied and before it is answered, until the returned function is called. */
  after(api: string, hook: Hook): () => void {
    return register(this.#plan(api).after, hook);
  }

  /** How many calls of the API arrived, refused ones included. */
  calls(api: string): number {
    return this.#plan(api).calls;
  }

  /** Forgets every fault, hook and count. */
  reset(): void {
    this.#plans.clear();
  }

  /** @throws AwsRefusal where this call is to fail. */
  async arrive(api: string): Promise<void> {
    const plan = this.#plan(api);
    plan.calls += 1;
    const delay = plan.delays.shift();
    if (delay !== undefined) await new Promise((resolve) => setTimeout(resolve, delay));
    for (const hook of plan.before) await hook();
    const error = plan.fail.shift();
    if (error !== undefined) {
      throw new AwsRefusal(error.code, error.message ?? `${error.code} (injected)`, { status: error.status ?? 400 });
    }
  }

  /** True where the answer must not reach the caller. */
  async leave(api: string): Promise<boolean> {
    const plan = this.#plan(api);
    for (const hook of plan.after) await hook();
    if (plan.drops === 0) return false;
    plan.drops -= 1;
    return true;
  }

  #plan(api: string): Plan {
    let plan = this.#plans.get(api);
    if (plan === undefined) {
      plan = { fail: [], delays: [], drops: 0, before: new Set(), after: new Set(), calls: 0 };
      this.#plans.set(api, plan);
    }
    return plan;
  }
}

function register(hooks: Set<Hook>, hook: Hook): () => void {
  hooks.add(hook);
  return () => {
    hooks.delete(hook);
  };
}
