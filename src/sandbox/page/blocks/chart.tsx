import type { JsonObject } from '../../../model/json.ts';
import { number, object, objects, text, texts } from '../json-read.ts';

/** Stands in for a chart by its numbers: the sandbox draws no curves. https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
export function Chart({ block }: { readonly block: JsonObject }) {
  const chart = object(block, 'chart');
  const axes = object(chart, 'axis_config');
  const title = text(block, 'title') ?? '';
  const series = objects(chart, 'series');
  const names = series.length === 0 ? ['Share'] : series.map((entry) => text(entry, 'name') ?? '');
  const segments = objects(chart, 'segments').map(
    (slice) => [text(slice, 'label') ?? '', number(slice, 'value')] as const,
  );
  const points = texts(axes, 'categories').map((category) => [
    category,
    ...series.map((entry) => {
      const found = objects(entry, 'data').find((point) => text(point, 'label') === category);
      return number(found, 'value');
    }),
  ]);
  return (
    <div class="table-scroll" role="region" aria-label={title} tabIndex={0}>
      <table>
        <caption>
          {title} <span class="quiet">({text(chart, 'type')} chart)</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">{text(axes, 'x_label') ?? 'Label'}</th>
            {names.map((name) => (
              <th key={name} scope="col" class="right">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(series.length === 0 ? segments : points).map(([label, ...values]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {values.map((value, index) => (
                <td key={index} class="right">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
