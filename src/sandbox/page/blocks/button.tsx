import { object, text } from '../json-read.ts';
import { safeUrl } from '../safe-url.ts';
import { useDispatch, type ElementProps } from './surface.ts';
import { plainText } from './text.tsx';

export function ButtonElement(props: ElementProps) {
  const { element } = props;
  const { busy, dispatch } = useDispatch(props);
  const label = plainText(object(element, 'text'));
  const style = text(element, 'style') ?? 'default';
  const accessible = text(element, 'accessibility_label');
  const value = text(element, 'value');
  const press = (): void => {
    if (!busy) void dispatch(value === undefined ? {} : { value });
  };
  const shared = {
    class: `button ${style}`,
    'aria-busy': busy,
    onClick: press,
    title: label,
    ...(accessible === undefined ? {} : { 'aria-label': accessible }),
  };
  const address = text(element, 'url');
  const href = address === undefined ? undefined : safeUrl(address);
  if (href !== undefined) {
    return (
      <a {...shared} href={href} target="_blank" rel="noopener noreferrer">
        <span>{label}</span>
      </a>
    );
  }
  return (
    <button type="button" {...shared} disabled={address !== undefined}>
      <span>{label}</span>
    </button>
  );
}
