import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Opens it upwards, or to the right, where it would not fit otherwise. */
function place(menu: HTMLElement): void {
  const frame = menu.closest('.messages, .dialog-body')?.getBoundingClientRect();
  const { bottom, left } = menu.getBoundingClientRect();
  if (bottom > (frame?.bottom ?? window.innerHeight)) menu.classList.add('up');
  if (left < (frame?.left ?? 0)) menu.classList.add('left');
}

/** A menu that opens from a button: the first line has the focus, arrows move it, Escape and a press elsewhere close it. */
export function useMenu() {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (!open || menu.current === null) return;
    place(menu.current);
    menu.current.querySelector('button')?.focus();
  }, [open]);
  useEffect(() => {
    if (!open) return undefined;
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [open]);

  const close = (): void => {
    setOpen(false);
    trigger.current?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    const items = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    if (event.key === 'Escape') {
      // Only the menu: the modal around it stays.
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      items.at((at + (event.key === 'ArrowDown' ? 1 : -1)) % items.length)?.focus();
    }
  };
  return { open, root, trigger, menu, close, toggle: () => setOpen(!open), onKey: open ? onKey : undefined };
}
