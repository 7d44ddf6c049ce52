import type { JsonObject } from '../../model/json.ts';
import { plainText, TextObject } from './blocks/text.tsx';
import { Dialog } from './dialog.tsx';
import { object, text } from './json-read.ts';

export interface Question {
  /** A confirm object: https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
  readonly confirm: JsonObject;
  readonly answer: (yes: boolean) => void;
}

export function ConfirmDialog({ question }: { readonly question: Question }) {
  const { confirm, answer } = question;
  const title = plainText(object(confirm, 'title'));
  return (
    <Dialog label={title} kind="confirm" focusKey={title} onCancel={() => answer(false)}>
      <header class="dialog-head">
        <h2>{title}</h2>
      </header>
      <div class="dialog-body" tabIndex={-1}>
        <TextObject of={object(confirm, 'text')} />
      </div>
      <footer class="dialog-foot">
        <button type="button" class="button" data-autofocus onClick={() => answer(false)}>
          <span>{plainText(object(confirm, 'deny')) || 'Cancel'}</span>
        </button>
        <button type="button" class={`button ${text(confirm, 'style') ?? 'primary'}`} onClick={() => answer(true)}>
          <span>{plainText(object(confirm, 'confirm')) || 'Yes'}</span>
        </button>
      </footer>
    </Dialog>
  );
}
