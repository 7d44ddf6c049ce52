import type { BesideTab } from './beside.tsx';
import { Icon } from './icon.tsx';

/** Which part a phone shows; wider screens show all of them. */
export type Pane = 'sidebar' | 'chat' | BesideTab;

const PANES: readonly (readonly [Pane, string, 'hash' | 'thread' | 'cloud' | 'check'])[] = [
  ['sidebar', 'Channels', 'hash'],
  ['chat', 'Chat', 'thread'],
  ['aws', 'AWS', 'cloud'],
  ['audit', 'Audit', 'check'],
];

interface PanesProps {
  readonly current: Pane;
  /** Whether there is something new that the reader does not see. */
  readonly isNews: (pane: Pane) => boolean;
  readonly onChoose: (pane: Pane) => void;
}

/** The bar at the bottom of a phone. */
export function Panes({ current, isNews, onChoose }: PanesProps) {
  return (
    <nav class="panes" aria-label="Parts of the page">
      {PANES.map(([id, label, icon]) => (
        <button key={id} type="button" aria-current={id === current ? 'true' : undefined} onClick={() => onChoose(id)}>
          <Icon name={icon} />
          <span>{label}</span>
          {isNews(id) && <span class="dot">new</span>}
        </button>
      ))}
    </nav>
  );
}
