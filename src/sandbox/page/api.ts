import type { GestureResult, SandboxAudit, SlackGesture, Speed } from '../contract.ts';

/** What the server answers to a gesture; refusals of the sandbox itself arrive as an `error` of the HTTP answer. */
interface ErrorBody {
  readonly error?: { readonly message?: string };
}

async function post(path: string, body: unknown): Promise<unknown> {
  return answerOf(
    await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
}

async function answerOf(response: Response): Promise<unknown> {
  const answer = (await response.json()) as ErrorBody;
  if (!response.ok) throw new Error(answer.error?.message ?? `The sandbox answered ${response.status}.`);
  return answer;
}

/** Does a gesture; a sandbox that is out of reach reads like a refusal, in words. */
export async function sendGesture(gesture: SlackGesture): Promise<GestureResult> {
  try {
    return (await post('/api/gesture', gesture)) as GestureResult;
  } catch (error) {
    return { ok: false, problem: { code: 'sandbox-failed', text: sentence(error), sent: false } };
  }
}

/** Plays a scenario to its end; resolves to a sentence when it failed. */
export async function playScenario(id: string): Promise<string | undefined> {
  try {
    const { ended } = (await post(`/api/scenarios/${encodeURIComponent(id)}/play`, {})) as { readonly ended: boolean };
    return ended ? undefined : 'Everything starts over: it was ended.';
  } catch (error) {
    return sentence(error);
  }
}

/** Plays everything so fast from now on; resolves to a sentence when that failed. */
export function setSandboxSpeed(speed: Speed): Promise<string | undefined> {
  return ask('/api/speed', { speed });
}

/** Sets workspace and account up anew; resolves to a sentence when that failed. */
export function resetSandbox(): Promise<string | undefined> {
  return ask('/api/reset', {});
}

/** The audit, of one chain or (empty) of all; a sentence when it could not be read. */
export async function readAudit(chain: string): Promise<SandboxAudit | string> {
  try {
    return (await answerOf(await fetch(`/api/audit?chain=${encodeURIComponent(chain)}`))) as SandboxAudit;
  } catch (error) {
    return sentence(error);
  }
}

async function ask(path: string, body: unknown): Promise<string | undefined> {
  try {
    await post(path, body);
    return undefined;
  } catch (error) {
    return sentence(error);
  }
}

function sentence(error: unknown): string {
  if (error instanceof TypeError) return 'The sandbox does not answer. Is it still running in your terminal?';
  return error instanceof Error ? error.message : 'The sandbox failed.';
}
