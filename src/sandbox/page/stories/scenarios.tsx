import { createContext } from 'preact';
import { useContext, useMemo, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { Speed } from '../../contract.ts';
import { useSession } from '../session.ts';
import { useNewLife } from '../use-new-life.ts';
import { playScenario, resetSandbox, setSandboxSpeed } from '../api.ts';

export type ScenarioStatus =
  { readonly kind: 'playing' | 'played' } | { readonly kind: 'failed'; readonly sentence: string };

interface Scenarios {
  readonly play: (id: string) => void;
  readonly status: (id: string) => ScenarioStatus | undefined;
  /** Those that were played from this tab, the newest first. */
  readonly played: readonly string[];
  /** Whether any plays that was begun from this tab. */
  readonly playing: boolean;
  /** Of everything that plays. Resolves to a sentence when that failed. */
  readonly setSpeed: (speed: Speed) => Promise<string | undefined>;
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
  const [statuses, setStatuses] = useState<ReadonlyMap<string, ScenarioStatus>>(new Map());
  /** What was begun before the last reset has nothing to tell any more. */
  const life = useRef(0);
  // Whoever asked for it: another tab may have.
  useNewLife(useSession().state.life, () => {
    life.current += 1;
    setStatuses(new Map());
  });
  const scenarios = useMemo((): Scenarios => {
    const set = (id: string, status: ScenarioStatus): void => setStatuses((now) => new Map(now).set(id, status));
    return {
      play(id) {
        const begun = life.current;
        // Put to the end, which is the newest.
        setStatuses((now) => new Map([...now].filter(([other]) => other !== id)).set(id, { kind: 'playing' }));
        void playScenario(id).then((problem) => {
          if (begun === life.current)
            set(id, problem === undefined ? { kind: 'played' } : { kind: 'failed', sentence: problem });
          return undefined;
        });
      },
      status: (id) => statuses.get(id),
      played: [...statuses.keys()].toReversed(),
      playing: [...statuses.values()].some(({ kind }) => kind === 'playing'),
      setSpeed: setSandboxSpeed,
      async reset() {
        life.current += 1;
        setStatuses(new Map());
        return resetSandbox();
      },
    };
  }, [statuses]);
  return <ScenariosContext.Provider value={scenarios}>{children}</ScenariosContext.Provider>;
}
