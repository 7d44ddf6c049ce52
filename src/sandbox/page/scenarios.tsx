import { createContext } from 'preact';
import { useContext, useMemo, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { SPEEDS, type Scenario, type Speed } from '../contract.ts';
import { playScenario, resetSandbox } from './api.ts';
import { Icon } from './icon.tsx';
import { useSession } from './session.ts';

export type ScenarioStatus =
  { readonly kind: 'playing' | 'played' } | { readonly kind: 'failed'; readonly sentence: string };

interface Scenarios {
  readonly play: (id: string) => void;
  readonly status: (id: string) => ScenarioStatus | undefined;
  readonly speed: Speed;
  readonly setSpeed: (speed: Speed) => void;
  /** Sets everything up anew. Resolves to a sentence when that failed. */
  readonly reset: () => Promise<string | undefined>;
}

const ScenariosContext = createContext<Scenarios | undefined>(undefined);

export function useScenarios(): Scenarios {
  const scenarios = useContext(ScenariosContext);
  if (scenarios === undefined) throw new Error('useScenarios needs a ScenariosProvider above it');
  return scenarios;
}

/** Remembers what was played from this tab, for every button that plays. */
export function ScenariosProvider({ children }: { readonly children: ComponentChildren }) {
  const [statuses, setStatuses] = useState<Readonly<Record<string, ScenarioStatus>>>({});
  const [speed, setSpeed] = useState<Speed>('normal');
  /** What was begun before the last reset has nothing to tell any more. */
  const life = useRef(0);
  const scenarios = useMemo((): Scenarios => {
    const set = (id: string, status: ScenarioStatus): void => setStatuses((now) => ({ ...now, [id]: status }));
    return {
      play(id) {
        const begun = life.current;
        set(id, { kind: 'playing' });
        void playScenario(id, speed).then((problem) => {
          if (begun === life.current)
            set(id, problem === undefined ? { kind: 'played' } : { kind: 'failed', sentence: problem });
          return undefined;
        });
      },
      status: (id) => statuses[id],
      speed,
      setSpeed,
      async reset() {
        life.current += 1;
        setStatuses({});
        return resetSandbox();
      },
    };
  }, [statuses, speed]);
  return <ScenariosContext.Provider value={scenarios}>{children}</ScenariosContext.Provider>;
}

const WORDS = { playing: 'Playing…', played: 'Played. Look at the channel.' } as const;

function Play({ id, title, story }: Scenario) {
  const { play, status } = useScenarios();
  const now = status(id);
  const word = now?.kind === 'played' ? 'Again' : 'Play';
  return (
    <li class="scenario" data-testid={`scenario-${id}`}>
      <div class="scenario-head">
        <strong>{title}</strong>
        <button
          type="button"
          class="button small primary"
          aria-label={`${word}: ${title}`}
          aria-busy={now?.kind === 'playing'}
          disabled={now?.kind === 'playing'}
          onClick={() => play(id)}
        >
          <Icon name="play" />
          <span>{word}</span>
        </button>
      </div>
      <p class="story" title={story}>
        {story}
      </p>
      <p class={`scenario-status ${now?.kind ?? ''}`} role="status">
        {now === undefined ? '' : now.kind === 'failed' ? now.sentence : WORDS[now.kind]}
      </p>
    </li>
  );
}

function Controls() {
  const { speed, setSpeed, reset } = useScenarios();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const start = async (): Promise<void> => {
    setBusy(true);
    setProblem((await reset()) ?? '');
    setBusy(false);
  };
  return (
    <div class="scenario-controls">
      <label>
        <span>Speed</span>
        <select
          value={speed}
          onChange={({ currentTarget }) => setSpeed(SPEEDS.find((one) => one === currentTarget.value) ?? 'normal')}
        >
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
        <p class="scenario-status failed" role="status">
          {problem}
        </p>
      )}
    </div>
  );
}

export function ScenarioList() {
  const { scenarios, aws } = useSession().state;
  return (
    <details class="panel-section stories" open>
      <summary>
        <h3>
          Play a story <span class="quiet">{scenarios.length}</span>
        </h3>
      </summary>
      <Controls />
      {!aws.trails.some(({ logging }) => logging) && (
        <p class="blind" role="status">
          No trail is logging: what you play is not seen. Start the trail again with its card, or start over.
        </p>
      )}
      {scenarios.length === 0 && <p class="empty">No scenario is installed.</p>}
      <ul class="scenarios">
        {scenarios.map((scenario) => (
          <Play key={scenario.id} {...scenario} />
        ))}
      </ul>
    </details>
  );
}
