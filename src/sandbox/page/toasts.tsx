import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';

export interface Toast {
  readonly id: string;
  readonly text: string;
}

const SHOWN_MS = 12_000;

/** Banners that Slack would show the person. They go by themselves, or when dismissed. */
export function Toasts({
  toasts,
  onGone,
}: {
  readonly toasts: readonly Toast[];
  readonly onGone: (id: string) => void;
}) {
  const layer = useRef<HTMLDivElement>(null);
  const ids = toasts.map(({ id }) => id).join(' ');

  useLayoutEffect(() => {
    // Shown anew for every toast: the top layer stacks by time, and a modal may have opened since.
    layer.current?.hidePopover();
    if (ids !== '') layer.current?.showPopover();
  }, [ids]);

  return (
    <div class="toasts" ref={layer} popover="manual" role="status">
      {toasts.map((toast) => (
        <ToastView key={toast.id} toast={toast} onGone={onGone} />
      ))}
    </div>
  );
}

function ToastView({ toast, onGone }: { readonly toast: Toast; readonly onGone: (id: string) => void }) {
  useEffect(() => {
    const timer = setTimeout(() => onGone(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast.id]);
  return (
    <div class="toast" data-testid="toast">
      <p>{toast.text}</p>
      <button type="button" class="button icon quiet" aria-label="Dismiss" onClick={() => onGone(toast.id)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
