import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { SlackSnapshot } from '../contract.ts';
import type { Toast } from './toasts.tsx';

/** The same sentence within this time is one banner: a refusal arrives as an answer and as a notice. */
const SAME_MS = 5000;

/** Banners from two sources: notices of the workspace for this person, and answers to their own gestures. */
export function useToasts(slack: SlackSnapshot | undefined, person: string) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const shown = useRef(new Map<string, number>());
  const loadedAt = useRef(Date.now());
  const seen = useRef(new Set<string>());

  const show = useCallback((text: string): void => {
    const now = Date.now();
    if (now - (shown.current.get(text) ?? 0) < SAME_MS) return;
    shown.current.set(text, now);
    setToasts((list) => [...list.slice(-2), { id: `${now}/${text}`, text }]);
  }, []);
  const dismiss = useCallback((id: string): void => setToasts((list) => list.filter((toast) => toast.id !== id)), []);

  useEffect(() => {
    for (const notice of slack?.notices ?? []) {
      const key = `${notice.at}/${notice.user}/${notice.text}`;
      if (notice.user !== person || notice.at < loadedAt.current || seen.current.has(key)) continue;
      seen.current.add(key);
      show(notice.text);
    }
  }, [slack?.notices, person]);

  return { toasts, show, dismiss };
}
