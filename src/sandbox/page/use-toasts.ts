import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { SlackSnapshot } from '../contract.ts';
import type { Toast } from './toasts.tsx';

/** The same sentence within this time is one banner: a refusal arrives as an answer and as a notice. */
const SAME_MS = 5000;

/** Banners from two sources: notices of the workspace for this person, and answers to their own gestures. */
export function useToasts(slack: SlackSnapshot, person: string) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const shown = useRef(new Map<string, number>());
  const seen = useRef<ReadonlySet<string> | undefined>(undefined);

  const show = useCallback((text: string): void => {
    const now = Date.now();
    if (now - (shown.current.get(text) ?? 0) < SAME_MS) return;
    shown.current.set(text, now);
    setToasts((list) => [...list.slice(-2), { id: `${now}/${text}`, text }]);
  }, []);
  const dismiss = useCallback((id: string): void => setToasts((list) => list.filter((toast) => toast.id !== id)), []);

  // What one person was told does not concern the next.
  useEffect(() => setToasts([]), [person]);
  useEffect(() => {
    const keyed = slack.notices.map((notice) => ({ ...notice, key: `${notice.at}/${notice.user}/${notice.text}` }));
    // What was there before the page opened, and what concerned somebody else, is old news.
    const news = seen.current === undefined ? [] : keyed.filter(({ key }) => seen.current?.has(key) === false);
    seen.current = new Set(keyed.map(({ key }) => key));
    for (const { user, text } of news) if (user === person) show(text);
  }, [slack.notices, person]);

  return { toasts, show, dismiss };
}
