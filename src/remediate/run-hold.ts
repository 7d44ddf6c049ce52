import { frozenInWords } from '../model/freeze.ts';
import type { ActionRequest } from '../model/request.ts';
import { appendAudit } from './request-ports.ts';
import { writeRun, type Running } from './running.ts';

/**
 * May a call be made now, or is everything that waits held? A run that is held says so on its message and goes on, with
 * everything asked again, once nothing holds it.
 * @returns true while it is held.
 */
export async function isHeld(running: Running): Promise<boolean> {
  const { ports } = running;
  const request = running.item.value;
  const frozen = await ports.frozen();
  const reason = frozen === undefined ? undefined : frozenInWords(frozen);
  const { held } = request;
  if (reason === undefined && held === undefined) return false;
  const at = ports.clock.now();
  if (reason === undefined) {
    await writeRun(running, released(request));
    await appendAudit(ports, request, 'run.released', 'trailbolt', at, {}, String(held?.at));
    return false;
  }
  const since = held?.at ?? at;
  if (held?.reason !== reason) await writeRun(running, { ...request, held: { reason, at: since } });
  await appendAudit(ports, request, 'run.held', 'trailbolt', since, { reason }, String(since));
  return true;
}

function released(request: ActionRequest): ActionRequest {
  const { held: _, ...rest } = request;
  return rest;
}
