import type { AuditEntry } from '../../src/ports/audit.ts';

export function entry(id: string): AuditEntry {
  return { id, chain: 'case-1', at: '2026-01-01T00:00:00.000Z', event: 'approval.given', who: 'U1', data: { id } };
}
