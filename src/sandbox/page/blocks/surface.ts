import { createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import type { JsonObject } from '../../../model/json.ts';
import { object } from '../json-read.ts';
import { useSession } from '../session.ts';
import { actionIdOf, initialValue, type ViewValues } from '../view-values.ts';

/** A person's use of an interactive element. */
export interface Choice {
  readonly actionId: string;
  readonly blockId: string;
  readonly value?: string;
  readonly values?: readonly string[];
  readonly confirmed?: boolean;
}

/** What the blocks are drawn on: a message, a modal or a Home. */
export interface Surface {
  /** Level of the headings on it: one below that of its own title. */
  readonly heading?: 2 | 3;
  readonly dispatch: (choice: Choice) => Promise<void>;
  /** Set on modals and Homes, whose fields are collected; a message's elements keep their own value. */
  readonly fields?: {
    readonly values: ViewValues;
    readonly set: (blockId: string, actionId: string, value: JsonObject) => void;
    readonly errors: Readonly<Record<string, string>>;
  };
}

const SurfaceContext = createContext<Surface | undefined>(undefined);

export const SurfaceProvider = SurfaceContext.Provider;

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === undefined) throw new Error('useSurface needs a SurfaceProvider above it');
  return surface;
}

/** What an element gets to know about where it stands. */
export interface ElementProps {
  readonly element: JsonObject;
  readonly blockId: string;
  /** Whether using it tells the app at once (`block_actions`); in an input block it waits for the submission. */
  readonly dispatches: boolean;
  /** Ids for assistive technology, in input blocks. */
  readonly inputId?: string;
  readonly describedBy?: string;
  readonly invalid?: boolean;
}

/** Sends a choice after the element's confirm dialog; `busy` until the app answered. */
export function useDispatch({ element, blockId }: ElementProps): {
  readonly busy: boolean;
  readonly dispatch: (what: Pick<Choice, 'value' | 'values'>) => Promise<boolean>;
} {
  const surface = useSurface();
  const { confirm } = useSession();
  const [busy, setBusy] = useState(false);
  return {
    busy,
    async dispatch(what) {
      const question = object(element, 'confirm');
      if (question !== undefined && !(await confirm(question))) return false;
      setBusy(true);
      try {
        const answer = question === undefined ? {} : { confirmed: true };
        await surface.dispatch({ actionId: actionIdOf(element), blockId, ...what, ...answer });
      } finally {
        setBusy(false);
      }
      return true;
    },
  };
}

/** The value of a field and the way to change it, wherever the surface keeps it. */
export function useField(props: ElementProps): {
  readonly value: JsonObject;
  readonly busy: boolean;
  /** `choice` is what the app hears if the element dispatches; a declined confirm dialog leaves the value as it was. */
  readonly change: (value: JsonObject, choice?: Pick<Choice, 'value' | 'values'>) => void;
} {
  const { element, blockId, dispatches } = props;
  const { fields } = useSurface();
  const { busy, dispatch } = useDispatch(props);
  const actionId = actionIdOf(element);
  const [own, setOwn] = useState<JsonObject | undefined>();
  const value = (fields === undefined ? own : fields.values[blockId]?.[actionId]) ?? initialValue(element) ?? {};
  const store = (next: JsonObject): void => {
    if (fields === undefined) setOwn(next);
    else fields.set(blockId, actionId, next);
  };
  const tell = async (choice: Pick<Choice, 'value' | 'values'>): Promise<void> => {
    if (!(await dispatch(choice))) store(value);
  };
  return {
    value,
    busy,
    change(next, choice) {
      store(next);
      if (!dispatches || choice === undefined) return;
      void tell(choice);
    },
  };
}
