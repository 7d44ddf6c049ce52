import type { JsonObject } from '../../../model/json.ts';
import { object, objects, text, texts } from '../json-read.ts';
import { useSession } from '../session.ts';
import { useDispatch, type ElementProps } from './surface.ts';
import { plainText } from './text.tsx';

/** Two answers under one id: what is sent is the value of the one that was pressed. */
function Feedback(props: ElementProps) {
  const { busy, dispatch } = useDispatch(props);
  return (
    <>
      {['positive_button', 'negative_button'].map((name) => {
        const button = object(props.element, name);
        const value = text(button, 'value') ?? '';
        return (
          <button
            key={name}
            type="button"
            class="button"
            aria-label={text(button, 'accessibility_label')}
            aria-busy={busy}
            onClick={() => void dispatch({ value })}
          >
            <span>{plainText(object(button, 'text'))}</span>
          </button>
        );
      })}
    </>
  );
}

function IconButton(props: ElementProps) {
  const { busy, dispatch } = useDispatch(props);
  const { me } = useSession();
  const seenBy = texts(props.element, 'visible_to_user_ids');
  const value = text(props.element, 'value');
  if (seenBy.length > 0 && !seenBy.includes(me.id)) return null;
  return (
    <button
      type="button"
      class="button"
      aria-label={text(props.element, 'accessibility_label')}
      aria-busy={busy}
      onClick={() => void dispatch(value === undefined ? {} : { value })}
    >
      <span aria-hidden="true">🗑</span> <span>{plainText(object(props.element, 'text'))}</span>
    </button>
  );
}

/** https://docs.slack.dev/reference/block-kit/blocks/context-actions-block */
export function ContextActions({ block, blockId }: { readonly block: JsonObject; readonly blockId: string }) {
  return (
    <div class="actions context-actions">
      {objects(block, 'elements').map((element, index) => {
        const Element = text(element, 'type') === 'feedback_buttons' ? Feedback : IconButton;
        return <Element key={text(element, 'action_id') ?? index} element={element} blockId={blockId} dispatches />;
      })}
    </div>
  );
}
