import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { SandboxState } from '../contract.ts';
import { followState, type StateFollower } from './follow-state.ts';
import type { Session } from './session.ts';

/** The state of the sandbox, in step with it; undefined until the first has come. */
export function useSandboxState(): {
  readonly state: SandboxState | undefined;
  readonly connected: boolean;
  readonly loadEarlier: Session['loadEarlier'];
} {
  const [state, setState] = useState<SandboxState | undefined>();
  const [connected, setConnected] = useState(true);
  const follower = useRef<StateFollower | undefined>(undefined);
  const loadEarlier = useCallback<Session['loadEarlier']>((...asked) => follower.current?.loadEarlier(...asked), []);
  useEffect(() => {
    const thread = /[#&]thread=([\d.]+)/.exec(location.hash)?.[1];
    const following = followState({ onState: setState, onConnection: setConnected, thread });
    follower.current = following;
    return () => following.close();
  }, []);
  return { state, connected, loadEarlier };
}
