import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { SPEEDS } from '../../contract.ts';
import { Icon } from '../icon.tsx';
import { useSession } from '../session.ts';
import { useScenarios } from './scenarios.tsx';

const WORDS = { playing: 'Playing…', played: 'Played. What it raised comes to the channel within seconds.' } as const;

/** What is lost has to be meant. */
const START_OVER = {
  title: { type: 'plain_text', text: 'Start over?' },
  text: {
    type: 'plain_text',
    text: 'Every card and message goes, what was done in the account too, and a story that plays ends.',
  },
  confirm: { type: 'plain_text', text: 'Start over' },
  deny: { type: 'plain_text', text: 'Cancel' },
  style: 'danger',
};

/** Stories that are over and of which it is still told, besides those that play. */
const TOLD = 2;

/** What became of the stories that were played, the newest first. */
function Played() {
  const { scenarios } = useSession().state;
  const { played, status } = useScenarios();
  const told = played.flatMap((id, index) => {
    const now = status(id);
    return now !== undefined && (now.kind === 'playing' || index < TOLD) ? [{ id, now }] : [];
  });
  return (
    <div class="played" role="status">
      {told.map(({ id, now }) => (
        <p key={id} class={now.kind} data-testid={`scenario-${id}`}>
          <strong>{scenarios.find((one) => one.id === id)?.title ?? id}</strong>{' '}
          {now.kind === 'failed' ? now.sentence : WORDS[now.kind]}
        </p>
      ))}
    </div>
  );
}

/** How fast it plays, and the way back to the beginning; the button that plays stands in front. */
function Controls({ children }: { readonly children: ComponentChildren }) {
  const { state, confirm } = useSession();
  const { playing, setSpeed, reset } = useScenarios();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const start = async (): Promise<void> => {
    if ((playing || state.slack.messages.length > 0) && !(await confirm(START_OVER))) return;
    setBusy(true);
    setProblem((await reset()) ?? '');
    setBusy(false);
  };
  const change = async (wanted: string): Promise<void> =>
    setProblem((await setSpeed(SPEEDS.find((one) => one === wanted) ?? 'normal')) ?? '');
  return (
    <div class="story-controls">
      {children}
      <label>
        <span>Speed</span>
        <select value={state.speed} onChange={({ currentTarget }) => void change(currentTarget.value)}>
          {SPEEDS.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="button small" aria-busy={busy} disabled={busy} onClick={() => void start()}>
        <span>{busy ? 'Setting up…' : 'Start over'}</span>
      </button>
      {problem !== '' && (
        <p class="blind" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

/** Chooses a story, tells it whole, and plays it. */
export function StoryPicker() {
  const { scenarios, aws } = useSession().state;
  const { play, status, played } = useScenarios();
  const [wanted, setWanted] = useState<string | undefined>();
  const chosen = scenarios.find(({ id }) => id === wanted) ?? scenarios[0];
  const newest = played[0];
  // One that was begun elsewhere, from the welcome, is the one to be told of.
  useEffect(() => {
    if (newest !== undefined) setWanted(newest);
  }, [newest]);
  if (chosen === undefined) return <p class="empty">No story is installed.</p>;
  const now = status(chosen.id);
  const playing = now?.kind === 'playing';
  const word = now === undefined ? 'Play' : 'Play again';
  return (
    <section class="stories" aria-label="Stories">
      <select
        aria-label={`Story, one of ${scenarios.length}`}
        value={chosen.id}
        onChange={({ currentTarget }) => setWanted(currentTarget.value)}
      >
        {scenarios.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      <p class="story" data-testid="story">
        {chosen.story}
      </p>
      <Controls>
        <button
          type="button"
          class="button small primary"
          aria-label={`${word}: ${chosen.title}`}
          aria-busy={playing}
          disabled={playing}
          onClick={() => play(chosen.id)}
        >
          <Icon name="play" />
          <span>Play</span>
        </button>
      </Controls>
      <Played />
      {!aws.trails.some(({ logging }) => logging) && (
        <p class="blind" role="status">
          No trail is logging: what you play is not seen. Start the trail again with its card, or start over.
        </p>
      )}
    </section>
  );
}
