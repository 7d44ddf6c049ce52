import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { object, objects, text } from '../json-read.ts';
import { safeUrl } from '../safe-url.ts';
import { useDispatch, type ElementProps } from './surface.ts';
import { plainText } from './text.tsx';

export function Overflow(props: ElementProps) {
  const { busy, dispatch } = useDispatch(props);
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (open) menu.current?.querySelector('button')?.focus();
  }, [open]);
  useEffect(() => {
    if (!open) return undefined;
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [open]);

  const onKey = (event: KeyboardEvent): void => {
    const items = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    if (event.key === 'Escape') {
      // Only the menu: the modal around it stays.
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
      trigger.current?.focus();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      items.at((at + (event.key === 'ArrowDown' ? 1 : -1)) % items.length)?.focus();
    }
  };
  const pick = (value: string, url: string | undefined): void => {
    setOpen(false);
    trigger.current?.focus();
    const href = url === undefined ? undefined : safeUrl(url);
    if (href !== undefined) window.open(href, '_blank', 'noopener,noreferrer');
    void dispatch({ value });
  };

  return (
    <span class="overflow" ref={root} onKeyDown={open ? onKey : undefined}>
      <button
        type="button"
        class="button icon"
        ref={trigger}
        aria-label="More options"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-busy={busy}
        onClick={() => setOpen(!open)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      {open && (
        <div class="menu" role="menu" ref={menu}>
          {objects(props.element, 'options').map((option) => (
            <button
              key={text(option, 'value')}
              type="button"
              role="menuitem"
              onClick={() => pick(text(option, 'value') ?? '', text(option, 'url'))}
            >
              {plainText(object(option, 'text'))}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}
