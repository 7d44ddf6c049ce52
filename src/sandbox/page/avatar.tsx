import type { Author } from './conversation.ts';
import { Icon } from './icon.tsx';

const TONES = 8;

export function Avatar({ author, small = false }: { readonly author: Author; readonly small?: boolean }) {
  const size = small ? ' small' : '';
  if (author.isApp) {
    return (
      <span class={`avatar bot${size}`} aria-hidden="true">
        <Icon name="bolt" />
      </span>
    );
  }
  const initials = author.name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('');
  return (
    <span class={`avatar tone-${Math.max(author.index, 0) % TONES}${size}`} aria-hidden="true">
      {initials}
    </span>
  );
}
