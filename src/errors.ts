/**
 * The one error class of Trailbolt. `code` is stable and machine-readable (`area.problem`), `message` is one sentence
 * that is safe to show to a person in Slack, and the technical reason travels in `cause`.
 */
export class TrailboltError extends Error {
  readonly code: string;
  /** Structured details for logs: ids, file positions, counts. Never secrets, never raw record fields. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TrailboltError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** A no of AWS, or of the policy, that another try will not turn into a yes. */
export function isRefusal(error: unknown): error is TrailboltError {
  return (
    error instanceof TrailboltError && /^aws\.(denied|no-role|account-unknown|not-found|refused)$/.test(error.code)
  );
}

/** The technical sentence of anything thrown, with its chain of causes: for logs and dead letters, never for Slack. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  let current: unknown = error;
  while (current !== undefined && parts.length < 5) {
    parts.push(current instanceof Error ? `${current.name}: ${current.message}` : JSON.stringify(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return parts.join(' <- ');
}
