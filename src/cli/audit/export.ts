import type { Writable } from 'node:stream';
import { redactFields } from '../../alert/redact.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { Audit, AuditRecord } from '../../ports/audit.ts';
import { DONE } from '../exit.ts';
import { createPrinter } from '../scan/printer.ts';

/** Records are small; what is cut must be a secret, not a record. */
const BOUNDS = { depth: 20, items: 1000, fields: 1000, string: 16 * 1024, total: 300 * 1024 };

/** Prints records as they are written in their chains, without what looks like a secret. */
export async function exportAudit(
  audit: Audit,
  stdout: Writable,
  range: { readonly chain: string | undefined; readonly since: number; readonly until: number },
): Promise<number> {
  const printer = createPrinter(stdout);
  try {
    const chains = range.chain === undefined ? await audit.chains() : [range.chain];
    for (const chain of chains)
      for (const record of await audit.read(chain)) {
        const at = Date.parse(record.at);
        if (printer.closed) return DONE;
        if (at >= range.since && at < range.until) await printer.print(`${JSON.stringify(redacted(record))}\n`);
      }
    return DONE;
  } finally {
    printer.release();
  }
}

function redacted(record: AuditRecord): AuditRecord & { readonly redacted?: true } {
  const data = redactFields(record.data, { eventSource: 'trailbolt', eventName: record.event }, BOUNDS);
  return canonicalJson(data) === canonicalJson(record.data) ? record : { ...record, data, redacted: true };
}
