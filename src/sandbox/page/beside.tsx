import { AccountPanel } from './account/account-panel.tsx';
import type { Section } from './account/thing.ts';
import type { AccountNews } from './account/use-changes.ts';
import { AuditPanel } from './audit-panel.tsx';
import { Icon } from './icon.tsx';
import { Tabs } from './tabs.tsx';

/** What stands beside the workspace. */
export type BesideTab = 'aws' | 'audit';

const LABELS: Readonly<Record<BesideTab, string>> = { aws: 'AWS account', audit: 'Audit' };

interface BesideProps {
  readonly tab: BesideTab;
  readonly onTab: (tab: BesideTab) => void;
  readonly sections: readonly Section[];
  readonly news: AccountNews;
  /** The audit has grown since it was looked at. */
  readonly auditNews: boolean;
  readonly onHide: () => void;
}

/** The AWS account, and what Trailbolt wrote down of what was done to it. */
export function Beside({ tab, onTab, sections, news, auditNews, onHide }: BesideProps) {
  const dot = <span class="tab-dot">new</span>;
  return (
    <aside class="aws" aria-label={LABELS[tab]}>
      <header class="bar">
        <Tabs
          label="Beside the workspace"
          current={tab}
          controls="beside-contents"
          onChoose={onTab}
          tabs={[
            { id: 'aws', label: LABELS.aws, ...(news.changes.size > 0 && tab !== 'aws' ? { mark: dot } : {}) },
            { id: 'audit', label: LABELS.audit, ...(auditNews ? { mark: dot } : {}) },
          ]}
        />
        <button type="button" class="button icon quiet wide-only" aria-label="Hide AWS account" onClick={onHide}>
          <Icon name="close" />
        </button>
      </header>
      <div
        class="panel-scroll"
        id="beside-contents"
        tabIndex={0}
        role="tabpanel"
        aria-label={`${LABELS[tab]} contents`}
      >
        {tab === 'aws' ? <AccountPanel sections={sections} news={news} /> : <AuditPanel />}
      </div>
    </aside>
  );
}
