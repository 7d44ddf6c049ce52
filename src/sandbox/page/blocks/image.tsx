import type { JsonObject } from '../../../model/json.ts';
import { text } from '../json-read.ts';

/** Stands in for a picture by its text: the page loads nothing from elsewhere, so that it works without a network. */
export function ImageStandIn({ of, size }: { readonly of: JsonObject; readonly size: 'full' | 'accessory' | 'icon' }) {
  const alt = text(of, 'alt_text') ?? '';
  return (
    <span class={`image ${size}`} role="img" aria-label={alt} title={alt}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4" />
      </svg>
      {size === 'full' && <span aria-hidden="true">{alt}</span>}
    </span>
  );
}
