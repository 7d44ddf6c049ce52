/** The external id of the loading modal: derived from the request, so that the worker need not trust the queue for it. */
export function loadingViewId(key: string): string {
  return `loading-${key}`;
}
