import { useEffect, useMemo, useState } from 'preact/hooks';
import type { SandboxView } from '../contract.ts';
import { Blocks } from './blocks/block.tsx';
import { SurfaceProvider, type Surface } from './blocks/surface.ts';
import { plainText } from './blocks/text.tsx';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { object, objects, text } from './json-read.ts';
import { useSession } from './session.ts';
import { useEntered } from './use-entered.ts';
import { viewValues, type ViewValues } from './view-values.ts';

const NOTHING: ViewValues = {};

/** The modal on top of the person's stack. What was entered is kept per view while the stack changes above it. */
export function Modal({ open }: { readonly open: SandboxView }) {
  const { act } = useSession();
  const { enteredBy, enter } = useEntered();
  const [refused, setRefused] = useState<Readonly<Record<string, Readonly<Record<string, string>>>>>({});
  const [trouble, setTrouble] = useState<Readonly<Record<string, string | undefined>>>({});
  const [sending, setSending] = useState(false);
  const [unwanted, setUnwanted] = useState<string | undefined>();
  const { id, view } = open;
  const entered = enteredBy[id] ?? NOTHING;
  const errors = { ...refused[id], ...open.errors };
  const values = useMemo(() => viewValues(view, entered), [view, entered]);
  const busy = sending || open.busy === true;
  const problem = open.problem ?? trouble[id];

  const surface = useMemo(
    (): Surface => ({
      async dispatch(choice) {
        await act({ do: 'click-in-view', viewId: id, state: values, ...choice });
      },
      fields: {
        values,
        set: (blockId, actionId, value) => enter(id, blockId, actionId, value),
        errors,
      },
    }),
    [id, values, act, enter, JSON.stringify(errors)],
  );
  const submit = async (): Promise<void> => {
    if (busy) return;
    setSending(true);
    const result = await act({ do: 'submit', viewId: id, values }, { quiet: true });
    setRefused((now) => ({ ...now, [id]: result.errors ?? {} }));
    setTrouble((now) => ({ ...now, [id]: result.errors === undefined ? result.problem?.text : undefined }));
    setSending(false);
  };
  const close = async (): Promise<void> => {
    const { problem: refusal } = await act({ do: 'close', viewId: id }, { quiet: true });
    // While its submission is on the way a modal cannot be closed; it goes as soon as that is over.
    setUnwanted(refusal?.code === 'view-busy' ? id : undefined);
  };
  useEffect(() => {
    if (unwanted === id && !busy) void close();
  }, [unwanted, id, busy]);

  const title = plainText(object(view, 'title'));
  const submitText = object(view, 'submit');
  return (
    <Dialog
      label={title}
      kind="modal"
      busy={busy}
      focusKey={`${id}/${objects(view, 'blocks').length}/${Object.keys(errors).join()}`}
      onCancel={() => void close()}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header class="dialog-head">
          <h2>{title}</h2>
          <button type="button" class="button icon quiet" aria-label="Close" onClick={() => void close()}>
            <Icon name="close" />
          </button>
        </header>
        <div class="dialog-body" tabIndex={-1}>
          {problem !== undefined && (
            <p class="problem" role="alert">
              {problem}
            </p>
          )}
          <SurfaceProvider value={surface}>
            <Blocks blocks={objects(view, 'blocks')} />
          </SurfaceProvider>
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={() => void close()}>
            <span>{plainText(object(view, 'close')) || (submitText === undefined ? 'Done' : 'Cancel')}</span>
          </button>
          {submitText !== undefined && (
            <button
              type="submit"
              class="button primary"
              aria-busy={busy}
              disabled={busy}
              data-testid={`submit-${text(view, 'callback_id') ?? 'view'}`}
            >
              <span>{plainText(submitText)}</span>
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
