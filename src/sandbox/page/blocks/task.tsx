import type { JsonObject } from '../../../model/json.ts';
import { object, objects, text } from '../json-read.ts';
import { RichText } from './rich-text.tsx';
import { Link } from './text.tsx';

const STATE: Readonly<Record<string, string>> = {
  pending: 'waiting',
  in_progress: 'running',
  complete: 'done',
  error: 'failed',
};

/** https://docs.slack.dev/reference/block-kit/blocks/task-card-block: details and output are one panel. */
export function Task({ block }: { readonly block: JsonObject }) {
  const state = STATE[text(block, 'status') ?? ''];
  const sources = objects(block, 'sources');
  return (
    <div class="card">
      <div class="card-title">
        {text(block, 'title')}
        {state !== undefined && <span class="tag gray">{state}</span>}
      </div>
      {['details', 'output'].map((field) => {
        const panel = object(block, field);
        return panel === undefined ? null : <RichText key={field} block={panel} />;
      })}
      {sources.length > 0 && (
        <ul class="rich-list">
          {sources.map((source, index) => (
            <li key={index}>
              <Link href={text(source, 'url') ?? ''}>{text(source, 'text')}</Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** https://docs.slack.dev/reference/block-kit/blocks/plan-block */
export function Plan({ block }: { readonly block: JsonObject }) {
  return (
    <div class="container">
      <div class="card-title">{text(block, 'title')}</div>
      <ol class="plan">
        {objects(block, 'tasks').map((task, index) => (
          <li key={text(task, 'task_id') ?? index}>
            <Task block={task} />
          </li>
        ))}
      </ol>
    </div>
  );
}
