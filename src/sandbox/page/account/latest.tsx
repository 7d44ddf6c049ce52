import { timeInZone } from '../clock-time.ts';
import type { LatestChange } from './use-changes.ts';

const WORDS = { new: 'is new', changed: 'changed', gone: 'was deleted' } as const;

function scrollTo(key: string): void {
  const row = document.querySelector(`[data-testid="${CSS.escape(key)}"]`);
  row?.scrollIntoView({ block: 'center' });
}

/** So many are shown at once; the others are one click away. */
const SHOWN = 4;

function Changes({ latest }: { readonly latest: readonly LatestChange[] }) {
  return (
    <ul>
      {latest.map(({ id, at, key, section, name, kind, what }) => (
        <li key={id}>
          <time class="quiet" dateTime={new Date(at).toISOString()}>
            {timeInZone(at)}
          </time>
          <div>
            <button type="button" class="link" onClick={() => scrollTo(key)}>
              {name}
            </button>{' '}
            <span class="quiet">{section}</span> {WORDS[kind]}
            {what.map((one) => (
              <div key={one} class="what">
                {one}
              </div>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** The newest changes of the account in one place: a row further down may be out of sight. */
export function Latest({ latest }: { readonly latest: readonly LatestChange[] }) {
  if (latest.length === 0) return null;
  const more = latest.slice(SHOWN);
  return (
    <section class="panel-section latest" aria-label="Latest changes">
      <h3>Latest changes</h3>
      <Changes latest={latest.slice(0, SHOWN)} />
      {more.length > 0 && (
        <details>
          <summary>{more.length} more</summary>
          <Changes latest={more} />
        </details>
      )}
    </section>
  );
}
