import { z } from 'zod';
import type { Json, JsonObject } from '../../model/json.ts';
import { TrailboltError } from '../../errors.ts';
import type { SlackGesture } from '../contract.ts';

const json: z.ZodType<Json> = z.json();
const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json);
const state = z.record(z.string(), z.record(z.string(), jsonObject));
const text = z.string();
const choice = {
  actionId: text,
  blockId: text.exactOptional(),
  value: text.exactOptional(),
  values: z.array(text).exactOptional(),
  confirmed: z.boolean().exactOptional(),
};

const gesture: z.ZodType<SlackGesture> = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('click'), user: text, channel: text, ts: text, ...choice }),
  z.strictObject({
    do: z.literal('click-in-view'),
    user: text,
    viewId: text,
    state: state.exactOptional(),
    ...choice,
  }),
  z.strictObject({ do: z.literal('submit'), user: text, viewId: text, values: state }),
  z.strictObject({ do: z.literal('close'), user: text, viewId: text }),
  z.strictObject({
    do: z.literal('slash'),
    user: text,
    channel: text,
    command: text,
    text,
    threadTs: text.exactOptional(),
  }),
  z.strictObject({ do: z.literal('message-shortcut'), user: text, channel: text, ts: text, callbackId: text }),
  z.strictObject({ do: z.literal('global-shortcut'), user: text, callbackId: text }),
  z.strictObject({ do: z.literal('say'), user: text, channel: text, text, threadTs: text.exactOptional() }),
  z.strictObject({ do: z.literal('open-home'), user: text }),
]);

/** @throws TrailboltError `sandbox.bad-gesture` naming each wrong field. */
export function readGesture(body: unknown): SlackGesture {
  const parsed = gesture.safeParse(body);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
  throw new TrailboltError('sandbox.bad-gesture', `The body is no gesture of the sandbox's contract: ${wrong}`);
}
