import type { ComponentChildren } from 'preact';
import { useSurface } from './surface.ts';

/** A heading below the one of its surface; `level` is the block's own, 1 to 4, and all are drawn alike without it. */
export function Heading({
  level,
  children,
}: {
  readonly level?: number | undefined;
  readonly children: ComponentChildren;
}) {
  const { heading = 3 } = useSurface();
  const Tag = (['h2', 'h3', 'h4', 'h5', 'h6'] as const)[heading - 2 + (level ?? 1) - 1] ?? 'h6';
  return <Tag class={level === undefined ? 'header' : `header level-${level}`}>{children}</Tag>;
}
