import { useEffect, useState } from 'preact/hooks';
import type { SandboxAudit, SandboxAuditRecord } from '../contract.ts';
import { timeInZone } from './clock-time.ts';
import type { Names } from './plain-summary.ts';
import { useSession } from './session.ts';
import { useAudit } from './use-audit.ts';

const EVERY = '';

function nameOf(who: string, names: Names): string {
  if (/^[UW][A-Z0-9]{2,}$/.test(who)) return names.user(who);
  return who === 'trailbolt' ? 'Trailbolt' : who;
}

function Verified({ record }: { readonly record: SandboxAuditRecord }) {
  return (
    <span class={`state ${record.verified ? 'good' : 'bad'}`} title={`SHA-256 ${record.hash}`}>
      {record.verified ? 'verified' : 'not verified'}
    </span>
  );
}

function Line({ record, onChain }: { readonly record: SandboxAuditRecord; readonly onChain: (id: string) => void }) {
  const { names } = useSession();
  const { chain, seq, at, who, event, words, details, hash } = record;
  return (
    <li class="thing" data-testid={`audit/${chain}/${seq}`}>
      <div class="thing-head">
        <span title={event}>
          <strong>{nameOf(who, names)}</strong> {words}
        </span>
        <Verified record={record} />
      </div>
      <div class="quiet">
        <time dateTime={at}>{timeInZone(Date.parse(at))}</time>
      </div>
      {details.length > 0 && <div class="quiet">{details.join(', ')}</div>}
      <div class="quiet">
        <button type="button" class="link" onClick={() => onChain(chain)} aria-label={`Only chain ${chain}`}>
          {chain}
        </button>{' '}
        #{seq} <code>{hash.slice(0, 12)}</code>
      </div>
    </li>
  );
}

/** Whether the chains hold, in one sentence for each that does not. */
function Chains({ chains }: Pick<SandboxAudit, 'chains'>) {
  const broken = chains.flatMap(({ id, broken: at }) => (at === undefined ? [] : [{ id, ...at }]));
  if (broken.length === 0)
    return (
      <p class="chains-hold" role="status">
        {chains.length === 1 ? 'The chain holds' : `All ${chains.length} chains hold`}: no record was changed or
        removed.
      </p>
    );
  return (
    <div role="alert">
      {broken.map(({ id, seq, problem }) => (
        <p key={id} class="blind">
          Chain {id} is broken at record {seq}: {problem}.
        </p>
      ))}
    </div>
  );
}

/** What Trailbolt wrote down for good: who did what, and whether nobody has touched it since. */
export function AuditPanel() {
  const { state } = useSession();
  const [chain, setChain] = useState(EVERY);
  const { audit, problem } = useAudit(state.auditGrown, chain);
  const known = audit?.chains.some(({ id }) => id === chain) ?? true;
  // After a new start the case is not there any more.
  useEffect(() => {
    if (!known) setChain(EVERY);
  }, [known]);
  return (
    <>
      <label class="audit-filter">
        <span>Case</span>
        <select value={chain} onChange={({ currentTarget }) => setChain(currentTarget.value)}>
          <option value={EVERY}>All</option>
          {audit?.chains.map(({ id, title }) => (
            <option key={id} value={id}>
              {id === title ? id : `${title} (${id})`}
            </option>
          ))}
        </select>
      </label>
      {problem !== undefined && (
        <p class="blind" role="alert">
          {problem}
        </p>
      )}
      {audit === undefined ? (
        <p class="empty">Reading the audit…</p>
      ) : (
        <>
          <Chains chains={audit.chains} />
          <ul aria-label="Audit records">
            {audit.records.map((record) => (
              <Line key={`${record.chain}/${record.seq}`} record={record} onChain={setChain} />
            ))}
          </ul>
          {audit.records.length === 0 && <p class="empty">Nothing has been written down yet.</p>}
        </>
      )}
    </>
  );
}
