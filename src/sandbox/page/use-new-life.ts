import { useEffect, useRef } from 'preact/hooks';

/** Does it when everything was set up anew: what was open before is of a workspace that is gone. */
export function useNewLife(life: number, begin: () => void): void {
  const lived = useRef(life);
  useEffect(() => {
    if (lived.current === life) return;
    lived.current = life;
    begin();
  }, [life]);
}
