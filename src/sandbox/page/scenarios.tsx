import { createContext } from 'preact';
import { useContext, useMemo, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { playScenario } from './api.ts';
import { Icon } from './icon.tsx';
import { useSession } from './session.ts';

export type ScenarioStatus =
  { readonly kind: 'playing' | 'played' } | { readonly kind: 'failed'; readonly sentence: string };

interface Scenarios {
  readonly play: (id: string) => void;
  readonly status: (id: string) => ScenarioStatus | undefined;
}

const ScenariosContext = createContext<Scenarios>({ play: () => undefined, status: () => undefined });

export function useScenarios(): Scenarios {
  return useContext(ScenariosContext);
}

/** Remembers what was played from this tab, for every button that plays. */
export function ScenariosProvider({ children }: { readonly children: ComponentChildren }) {
  const [statuses, setStatuses] = useState<Readonly<Record<string, ScenarioStatus>>>({});
  const scenarios = useMemo((): Scenarios => {
    const set = (id: string, status: ScenarioStatus): void => setStatuses((now) => ({ ...now, [id]: status }));
    return {
      play(id) {
        set(id, { kind: 'playing' });
        void playScenario(id).then((problem) =>
          set(id, problem === undefined ? { kind: 'played' } : { kind: 'failed', sentence: problem }),
        );
      },
      status: (id) => statuses[id],
    };
  }, [statuses]);
  return <ScenariosContext.Provider value={scenarios}>{children}</ScenariosContext.Provider>;
}

const WORDS = { playing: 'Playing…', played: 'Played. Look at the channel.' } as const;

export function ScenarioList() {
  const { state } = useSession();
  const { play, status } = useScenarios();
  return (
    <section class="panel-section" aria-labelledby="scenarios-title">
      <h3 id="scenarios-title">Play an attack</h3>
      {state.scenarios.length === 0 && <p class="empty">No scenario is installed.</p>}
      {state.scenarios.map(({ id, title, story }) => {
        const now = status(id);
        return (
          <div key={id} class="scenario" data-testid={`scenario-${id}`}>
            <strong>{title}</strong>
            <p>{story}</p>
            <div class="scenario-foot">
              <button
                type="button"
                class="button primary"
                aria-label={`Play: ${title}`}
                aria-busy={now?.kind === 'playing'}
                disabled={now?.kind === 'playing'}
                onClick={() => play(id)}
              >
                <Icon name="play" />
                <span>{now?.kind === 'played' ? 'Again' : 'Play'}</span>
              </button>
              <p class={`scenario-status ${now?.kind ?? ''}`} role="status">
                {now === undefined ? '' : now.kind === 'failed' ? now.sentence : WORDS[now.kind]}
              </p>
            </div>
          </div>
        );
      })}
    </section>
  );
}
