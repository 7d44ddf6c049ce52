import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { JsonObject } from '../../model/json.ts';
import type { GestureResult, SandboxPerson, SandboxState, SlackGesture } from '../contract.ts';
import type { Names } from './plain-summary.ts';

/** A gesture without its actor: the page adds whom the reader acts as. */
export type OwnGesture = SlackGesture extends infer Each
  ? Each extends SlackGesture
    ? Omit<Each, 'user'>
    : never
  : never;

/** What every part of the page may know and do. */
export interface Session {
  readonly state: SandboxState;
  /** Whom the reader acts as. */
  readonly me: SandboxPerson;
  readonly names: Names;
  /** Does something as `me`. What went wrong is shown as a banner unless `quiet`. */
  readonly act: (gesture: OwnGesture, options?: { readonly quiet?: boolean }) => Promise<GestureResult>;
  /** Asks the question of a confirm object; resolves to the answer. */
  readonly confirm: (question: JsonObject) => Promise<boolean>;
  /** The last `ts` that `me` saw, by channel or mark of a thread. */
  readonly readTs: (where: string) => string;
  readonly openChannel: (id: string) => void;
  /** Fetches older messages of a channel, of which so many are there. */
  readonly loadEarlier: (channel: string, loaded: number) => void;
}

const SessionContext = createContext<Session | undefined>(undefined);

export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession needs a SessionProvider above it');
  return session;
}
