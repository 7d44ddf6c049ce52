import { watch } from 'node:fs';
import { telling } from '../../blocks/audit-lines.ts';
import { auditWords } from '../../blocks/audit-words.ts';
import { createAudit } from '../adapters/audit.ts';
import { openStore } from '../adapters/open-store.ts';
import { readCase } from '../cases/case-store.ts';
import { TrailboltError } from '../errors.ts';
import type { Audit, AuditRecord } from '../ports/audit.ts';
import type { Store } from '../ports/store.ts';
import type { SandboxAudit, SandboxAuditChain } from './contract.ts';
import type { World } from './world.ts';

const SHOWN = 200;
/** A sandbox lives for an afternoon. */
const LOOKED_BACK_MS = 7 * 86_400_000;
/** Several writes are one commit to whoever looks. */
const SETTLE_MS = 60;

/** Where people look at the audit: reads the store that Trailbolt itself writes to, and never writes. */
export interface AuditDesk {
  /** How often it was seen to grow. */
  grown(): number;
  /** All records, newest first, or those of one chain; every chain is verified each time. */
  read(chain?: string): Promise<SandboxAudit>;
  /** Calls back after it grew; returns the function that stops it. */
  onChange(changed: () => void): () => void;
  close(): Promise<void>;
}

export async function openAuditDesk({
  environment,
  folder,
}: Pick<World, 'environment' | 'folder'>): Promise<AuditDesk> {
  const [store, auditStore] = await Promise.all([
    openStore(environment['TRAILBOLT_STORE'] ?? ''),
    openStore(environment['TRAILBOLT_AUDIT_STORE'] ?? ''),
  ]);
  const audit = createAudit(auditStore);
  const listeners = new Set<() => void>();
  let grown = 0;
  let timer: NodeJS.Timeout | undefined;
  // The file is written to by Trailbolt's own connection, which tells nobody: its log file does.
  const watcher = watch(folder, (_kind, file) => {
    if (file !== 'audit.sqlite-wal') return;
    timer ??= setTimeout(() => {
      timer = undefined;
      grown += 1;
      for (const changed of listeners) changed();
    }, SETTLE_MS);
  });
  return {
    grown: () => grown,
    read: (chain) => readAudit(audit, store, chain),
    onChange(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    async close() {
      watcher.close();
      clearTimeout(timer);
      await Promise.all([store.close(), auditStore.close()]);
    },
  };
}

async function readAudit(audit: Audit, store: Store, only: string | undefined): Promise<SandboxAudit> {
  const chains = await Promise.all((await audit.chains()).map((id) => chainOf(audit, store, id)));
  const broken = new Map(chains.map(({ id, broken: at }) => [id, at?.seq ?? Infinity]));
  const now = Date.now();
  const records =
    only === undefined
      ? await audit.written({ from: now - LOOKED_BACK_MS, to: now + 1, limit: SHOWN, newestFirst: true })
      : (await audit.read(only)).toReversed().slice(0, SHOWN);
  return { chains, records: records.map((record) => inWords(record, broken.get(record.chain) ?? 0)) };
}

async function chainOf(audit: Audit, store: Store, id: string): Promise<SandboxAuditChain> {
  const [broken, title] = await Promise.all([audit.verify(id), titleOf(store, id)]);
  return { id, title, ...(broken === undefined ? {} : { broken: { seq: broken.seq, problem: broken.problem } }) };
}

/** What the chain is about: a case's actor and its worst rule. */
async function titleOf(store: Store, chain: string): Promise<string> {
  if (chain === 'system') return 'Trailbolt itself';
  try {
    const { actor, lines } = (await readCase(store, chain)).value;
    return [actor.root.name, lines[0]?.rule.title ?? 'opened by hand'].join(': ');
  } catch (error) {
    if (error instanceof TrailboltError && error.code === 'case.missing') return chain;
    throw error;
  }
}

function inWords(
  { chain, seq, at, who, event, data, hash }: AuditRecord,
  brokenAt: number,
): SandboxAudit['records'][number] {
  return {
    chain,
    seq,
    at,
    who,
    event,
    words: auditWords(event),
    details: telling(data),
    hash,
    verified: seq < brokenAt,
  };
}
