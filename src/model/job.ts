/**
 * Work for the worker. A job is not an authority: a Slack job is trusted for the signature inside it, the others only
 * point at state in the store, which alone says what may happen.
 */
export type Job =
  | { readonly kind: 'slack'; readonly request: SignedRequest }
  | { readonly kind: 'run'; readonly requestId: string }
  | { readonly kind: 'timer'; readonly timerId: string; readonly dueAt: number }
  | { readonly kind: 'outbox'; readonly channel: string }
  | { readonly kind: 'tick' };

/** A request from Slack exactly as signed: the body is the raw text, byte for byte. */
export interface SignedRequest {
  readonly body: string;
  readonly contentType: string;
  /** `X-Slack-Request-Timestamp`: Unix seconds, as text. */
  readonly timestamp: string;
  /** `X-Slack-Signature`: `v0=<hex>`. */
  readonly signature: string;
}
