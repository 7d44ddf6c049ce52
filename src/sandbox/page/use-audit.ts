import { useEffect, useState } from 'preact/hooks';
import type { SandboxAudit } from '../contract.ts';
import { readAudit } from './api.ts';

interface AuditView {
  readonly audit: SandboxAudit | undefined;
  /** A sentence, where the last reading failed. */
  readonly problem: string | undefined;
}

/** The audit as it grows: read anew each time `grown` is another number, and for another chain. */
export function useAudit(grown: number, chain: string): AuditView {
  const [view, setView] = useState<AuditView>({ audit: undefined, problem: undefined });
  useEffect(() => {
    let current = true;
    void readAudit(chain).then((answer) => {
      if (!current) return undefined;
      setView((before) =>
        typeof answer === 'string' ? { ...before, problem: answer } : { audit: answer, problem: undefined },
      );
      return undefined;
    });
    return () => {
      current = false;
    };
  }, [grown, chain]);
  return view;
}
