import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** A field further down is left alone: jumping to it would hide what should be read before. */
function isInSight(field: HTMLElement): boolean {
  const body = field.closest('.dialog-body');
  return body === null || field.getBoundingClientRect().bottom <= body.getBoundingClientRect().bottom;
}

interface DialogProps {
  readonly label: string;
  readonly kind: 'modal' | 'confirm';
  readonly busy?: boolean;
  /** Changes when other content or errors come in: then the first field, or the first wrong one, gets the focus. */
  readonly focusKey: string;
  /** Escape was pressed. */
  readonly onCancel: () => void;
  readonly children: ComponentChildren;
}

/**
 * A modal dialog by the browser's own `<dialog>`: it keeps the focus inside, makes the rest inert and gives the focus
 * back when it goes.
 */
export function Dialog({ label, kind, busy, focusKey, onCancel, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    dialog.current?.showModal();
    const opened = dialog.current;
    return () => opened?.close();
  }, []);

  useLayoutEffect(() => {
    const root = dialog.current;
    if (root === null) return;
    const busyTyping = document.activeElement?.matches('input, select, textarea') === true;
    if (busyTyping && root.contains(document.activeElement)) return;
    const wrong = root.querySelector<HTMLElement>('[aria-invalid="true"]');
    const first = root.querySelector<HTMLElement>('.dialog-body :is(input, select, textarea), [data-autofocus]');
    if (wrong !== null) wrong.focus();
    else if (first !== null && isInSight(first)) first.focus();
    else root.querySelector<HTMLElement>('.dialog-body')?.focus();
  }, [focusKey]);

  return (
    <dialog
      ref={dialog}
      class={`dialog ${kind}`}
      role={kind === 'confirm' ? 'alertdialog' : undefined}
      aria-label={label}
      aria-busy={busy}
      data-testid={kind}
      tabIndex={-1}
      onCancel={(event) => {
        // The dialog goes when the state says so, not by itself.
        event.preventDefault();
        onCancel();
      }}
    >
      {children}
    </dialog>
  );
}
