import type { JsonObject } from '../../../model/json.ts';
import { object, text } from '../json-read.ts';
import { Link, plainText } from './text.tsx';

/** Stands in for a video by its texts: the page loads nothing from elsewhere. */
export function VideoStandIn({ block }: { readonly block: JsonObject }) {
  const title = plainText(object(block, 'title'));
  const address = text(block, 'title_url');
  return (
    <figure>
      <figcaption>{address === undefined ? title : <Link href={address}>{title}</Link>}</figcaption>
      {object(block, 'description') !== undefined && <p>{plainText(object(block, 'description'))}</p>}
      <span class="image full" role="img" aria-label={text(block, 'alt_text')}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 5h16v14H4zM10 9l5 3-5 3z" />
        </svg>
        <span aria-hidden="true">{text(block, 'alt_text')}</span>
      </span>
    </figure>
  );
}
