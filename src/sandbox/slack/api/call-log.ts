import type { ApiCallLog, CallCount } from '../sandbox-slack.ts';

/** What was called and how it went, in the order of the answers. */
export class CallLog {
  readonly calls: ApiCallLog[] = [];

  add(call: ApiCallLog): void {
    this.calls.push(call);
  }

  counts(): Record<string, CallCount> {
    const counts: Record<string, CallCount> = {};
    for (const { method, ok, status } of this.calls) {
      const former = counts[method] ?? { calls: 0, refused: 0, rateLimited: 0 };
      counts[method] = {
        calls: former.calls + 1,
        refused: former.refused + (ok || status === 429 ? 0 : 1),
        rateLimited: former.rateLimited + (status === 429 ? 1 : 0),
      };
    }
    return counts;
  }
}
