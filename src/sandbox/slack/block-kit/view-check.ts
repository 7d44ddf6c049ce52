import { isObject } from '../../../model/json.ts';
import { plainText } from './composition.ts';
import { checkBlocks } from './layout.ts';
import type { Problems } from './problems.ts';
import { at, boolean, object, string, typeField, unsupportedType, type Fields, type Rule } from './schema.ts';

const COMMON: Fields = {
  private_metadata: string(3000, 0),
  callback_id: string(255, 0),
  external_id: string(255, 0),
};

/** Checked by {@link checkBlocks}, which knows the surface. */
const blocksField: Fields = { blocks: () => undefined };

/** https://docs.slack.dev/reference/views/modal-views: a modal with an input block needs a submit button. */
const submitWhenInputs: Rule = (value, pointer, problems) => {
  if (value['submit'] !== undefined || !Array.isArray(value['blocks'])) return;
  value['blocks'].forEach((entry, index) => {
    if (!isObject(entry) || entry['type'] !== 'input') return;
    const where = at(at(at(pointer, 'blocks'), index), 'input');
    problems.add('must define `submit` to use an `input` block in modals', where);
  });
};

const modal = object(
  { type: typeField, title: plainText(24), ...blocksField },
  { ...COMMON, submit: plainText(24), close: plainText(24), clear_on_close: boolean, notify_on_close: boolean },
  submitWhenInputs,
);

/** https://docs.slack.dev/reference/views/home-tab-views */
const home = object({ type: typeField, ...blocksField }, COMMON);

/** A view definition as an app sends it. `kind` is what the method takes: only `views.publish` takes Home tabs. */
export function checkView(view: unknown, kind: 'modal' | 'home', pointer: string, problems: Problems): void {
  if (!isObject(view)) return problems.add('must provide an object', pointer);
  if (view['type'] === undefined) return problems.add('missing required field: type', pointer);
  if (view['type'] !== kind) return problems.add(unsupportedType(view['type']), at(pointer, 'type'));
  (kind === 'modal' ? modal : home)(view, pointer, problems);
  if (view['blocks'] !== undefined) checkBlocks(view['blocks'], kind, `${pointer}/blocks`, problems);
}
