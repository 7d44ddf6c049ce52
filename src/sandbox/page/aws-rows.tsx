import type { ComponentChildren } from 'preact';
import type { Change } from './aws-changes.ts';

/** The colour of a state; its word stands beside it. */
const TONE: Readonly<Record<string, string>> = {
  running: 'good',
  pending: 'busy',
  'shutting-down': 'busy',
  stopping: 'busy',
  stopped: 'off',
  terminated: 'off',
  Active: 'good',
  Inactive: 'off',
  Enabled: 'good',
  Disabled: 'off',
  'pending deletion': 'bad',
  frozen: 'off',
};

export function State({ word }: { readonly word: string }) {
  return <span class={`state ${TONE[word] ?? 'off'}`}>{word}</span>;
}

/** A principal by what people call it (`user/dave`); its whole ARN on hover. */
export function Principal({ arn }: { readonly arn: string }) {
  return (
    <span class="principal" title={arn}>
      {arn.split(':').slice(5).join(':') || arn}
    </span>
  );
}

interface RowProps {
  readonly id: string;
  readonly changes: ReadonlyMap<string, Change>;
  readonly gone?: boolean;
  readonly children: ComponentChildren;
}

export function Row({ id, changes, gone = false, children }: RowProps) {
  const change = changes.get(id);
  return (
    <li class={`thing ${change === undefined ? '' : 'fresh'} ${gone ? 'gone' : ''}`} data-testid={id}>
      {change !== undefined && <span class="fresh-mark">{change}</span>}
      {children}
    </li>
  );
}

interface PartProps {
  readonly title: string;
  readonly count: number;
  readonly none: string;
  readonly children: ComponentChildren;
}

export function Part({ title, count, none, children }: PartProps) {
  return (
    <section class="panel-section" aria-label={title}>
      <h3>
        {title} <span class="quiet">{count}</span>
      </h3>
      {count === 0 ? <p class="empty">{none}</p> : <ul>{children}</ul>}
    </section>
  );
}
