const PATHS = {
  bolt: 'M13 2 5 13h5l-1 9 9-12h-5.5z',
  hash: 'M9 4 7 20M17 4l-2 16M4 9h16M3.5 15h16',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z',
  home: 'M4 11 12 4l8 7M6 10v10h12V10',
  send: 'M4 12 20 4l-6 16-3-7z',
  close: 'M6 6l12 12M18 6 6 18',
  thread: 'M5 5h14v10h-8l-4 4v-4H5z',
  cloud: 'M7 18a4 4 0 0 1 0-8 5.5 5.5 0 0 1 10.5 1.5A3.3 3.3 0 0 1 17 18z',
  play: 'M8 5v14l11-7z',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z',
  check: 'M5 12.5 10 17 19 7',
} as const;

const FILLED = new Set<keyof typeof PATHS>(['bolt', 'play']);

/** A small drawing beside a word; it says nothing of its own to a screen reader. */
export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg class={FILLED.has(name) ? 'icon filled' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
