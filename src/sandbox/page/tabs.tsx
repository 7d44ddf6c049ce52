import type { ComponentChildren } from 'preact';
import { focusSoon } from './focus-soon.ts';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly mark?: ComponentChildren;
}

interface TabsProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly current: Id;
  /** Id of the element that shows what the current tab is about. */
  readonly controls: string;
  readonly onChoose: (id: Id) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

function currentOf(label: string): HTMLElement | null | undefined {
  const list = document.querySelector(`[role="tablist"][aria-label="${CSS.escape(label)}"]`);
  return list?.querySelector<HTMLElement>('[aria-selected="true"]');
}

/** Tabs of which one can be tabbed to, and arrows walk through them ("Tabs Pattern", ARIA Authoring Practices Guide). */
export function Tabs<Id extends string>({ label, tabs, current, controls, onChoose }: TabsProps<Id>) {
  const walk = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = (tabs.findIndex(({ id }) => id === current) + step + tabs.length) % tabs.length;
    const next = tabs[at];
    if (next === undefined) return;
    onChoose(next.id);
    // The next tab may bring another copy of the list with it.
    focusSoon(() => currentOf(label));
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={walk}>
      {tabs.map(({ id, label: name, mark }) => (
        <button
          key={id}
          type="button"
          role="tab"
          aria-selected={id === current}
          aria-controls={id === current ? controls : undefined}
          tabIndex={id === current ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {name}
          {mark}
        </button>
      ))}
    </div>
  );
}
