import { isObject, type Json, type JsonObject } from '../../../model/json.ts';
import { normaliseBlocks } from '../block-kit/normalise.ts';
import { Problems } from '../block-kit/problems.ts';
import { checkView } from '../block-kit/view-check.ts';
import { objectsOf } from '../world/json-fields.ts';
import { Refusal } from '../world/refusal.ts';

/** https://docs.slack.dev/reference/methods/views.open#errors: `view_too_large` above 250 KB. */
const VIEW_MAX = 250 * 1024;

/**
 * A view definition from an app, checked and with normalised blocks.
 * @throws Refusal `view_too_large`, or `invalid_arguments` with one sentence a problem.
 */
export function acceptView(value: Json | undefined | null, kind: 'modal' | 'home'): JsonObject {
  if (Buffer.byteLength(JSON.stringify(value ?? null)) > VIEW_MAX) throw new Refusal('view_too_large');
  const problems = new Problems();
  checkView(value, kind, '/view', problems);
  if (problems.count > 0 || !isObject(value)) {
    throw new Refusal('invalid_arguments', [
      'failed to match all allowed schemas [json-pointer:/view]',
      ...problems.sentences(),
    ]);
  }
  return { ...value, blocks: normaliseBlocks(objectsOf(value['blocks'])) };
}
