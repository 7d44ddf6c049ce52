import { useCallback, useState } from 'preact/hooks';
import type { JsonObject } from '../../model/json.ts';
import { useSession } from './session.ts';
import { withValue, type ViewValues } from './view-values.ts';

const ENTERED_KEY = 'trailbolt-sandbox-entered';

type Entered = Readonly<Record<string, ViewValues>>;

function stored(): Entered {
  return JSON.parse(sessionStorage.getItem(ENTERED_KEY) ?? '{}') as Entered;
}

/**
 * What was entered in each modal, by its id, which no other ever gets. It outlives a reload and the turn of another
 * person: a box that somebody unticked must not be ticked again behind their back.
 */
export function useEntered(): {
  readonly enteredBy: Entered;
  readonly enter: (viewId: string, blockId: string, actionId: string, value: JsonObject) => void;
} {
  const { views } = useSession().state.slack;
  const [enteredBy, setEnteredBy] = useState(stored);
  const open = views.map(({ id }) => id).join();
  const enter = useCallback(
    (viewId: string, blockId: string, actionId: string, value: JsonObject): void =>
      setEnteredBy((now) => {
        const isOpen = new Set(open.split(','));
        const kept = Object.fromEntries(Object.entries({ ...stored(), ...now }).filter(([id]) => isOpen.has(id)));
        const next = { ...kept, [viewId]: withValue(kept[viewId] ?? {}, blockId, actionId, value) };
        sessionStorage.setItem(ENTERED_KEY, JSON.stringify(next));
        return next;
      }),
    [open],
  );
  return { enteredBy, enter };
}
