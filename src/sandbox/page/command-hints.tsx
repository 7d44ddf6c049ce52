import { useEffect, useRef } from 'preact/hooks';
import type { CommandHint } from '../contract.ts';

/** What stands before the first word that the reader fills in themselves: `/trail who`. */
export function fixedPart({ usage }: CommandHint): string {
  const words = usage.split(' ');
  const open = words.findIndex((word) => /^[<[(]/u.test(word));
  return words.slice(0, open === -1 ? words.length : open).join(' ');
}

/** The commands that can still come of what is typed; none for anything but a command. */
export function hintsFor(draft: string, commands: readonly CommandHint[]): readonly CommandHint[] {
  if (!draft.startsWith('/') || draft.includes('\n')) return [];
  return commands.filter((hint) => {
    const fixed = fixedPart(hint);
    return fixed.startsWith(draft) || draft.startsWith(`${fixed} `);
  });
}

interface HintsProps {
  readonly id: string;
  readonly hints: readonly CommandHint[];
  /** Index of the one that the arrow keys are on; -1: none. */
  readonly active: number;
  readonly onChoose: (hint: CommandHint) => void;
}

/** The list above the box; the focus stays in the box. */
export function CommandHints({ id, hints, active, onChoose }: HintsProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <ul class="hints" role="listbox" id={id} aria-label="Commands" ref={list} tabIndex={-1}>
      {hints.map((hint, index) => (
        <li
          key={hint.usage}
          role="option"
          id={`${id}-${index}`}
          aria-selected={index === active}
          // Before the box loses the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(hint);
          }}
        >
          <code>{hint.usage}</code>
          <span class="quiet">{hint.summary}</span>
        </li>
      ))}
    </ul>
  );
}
