import { object, objects, text } from '../json-read.ts';
import { safeUrl } from '../safe-url.ts';
import { useMenu } from '../use-menu.ts';
import { useDispatch, type ElementProps } from './surface.ts';
import { plainText } from './text.tsx';

export function Overflow(props: ElementProps) {
  const { busy, dispatch } = useDispatch(props);
  const { open, root, trigger, menu, close, toggle, onKey } = useMenu();

  const pick = (value: string, url: string | undefined): void => {
    close();
    const href = url === undefined ? undefined : safeUrl(url);
    if (href !== undefined) window.open(href, '_blank', 'noopener,noreferrer');
    void dispatch({ value });
  };

  return (
    <span class="overflow" ref={root} onKeyDown={onKey}>
      <button
        type="button"
        class="button icon"
        ref={trigger}
        aria-label="More options"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-busy={busy}
        onClick={toggle}
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
