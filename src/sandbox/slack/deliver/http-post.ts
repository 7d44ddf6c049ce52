import type { Ack } from './outgoing.ts';

/**
 * Posts to the app and waits at most `ackMs` for its answer. Anything but a 2xx is a failure; redirects are not
 * followed. https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
 */
export async function httpPost(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  ackMs: number,
): Promise<Ack & { readonly answer?: { readonly status: number; readonly text: string } }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ackMs),
    });
    const text = await response.text();
    const answer = { status: response.status, text };
    if (!response.ok) {
      // https://docs.slack.dev/apis/events-api#error-handling: the app may decline retries.
      const noRetry = response.headers.get('x-slack-no-retry') === '1';
      return { ok: false, reason: 'status', status: response.status, noRetry, answer };
    }
    return { ok: true, body: text, contentType: response.headers.get('content-type') ?? '', answer };
  } catch (error) {
    const isTimeout = error instanceof DOMException && error.name === 'TimeoutError';
    return { ok: false, reason: isTimeout ? 'timeout' : 'connection' };
  }
}
