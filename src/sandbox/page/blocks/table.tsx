import type { Json, JsonObject } from '../../../model/json.ts';
import { isObject } from '../../../model/json.ts';
import { flag, number, object, text } from '../json-read.ts';
import { BlockElement } from './element.tsx';
import { RichText } from './rich-text.tsx';

function rowsOf(block: JsonObject): readonly (readonly JsonObject[])[] {
  const rows = block['rows'];
  if (!Array.isArray(rows)) return [];
  return rows.map((row: Json) =>
    Array.isArray(row) ? row.filter((cell: Json): cell is JsonObject => isObject(cell)) : [],
  );
}

function Cell({ of, blockId }: { readonly of: JsonObject; readonly blockId: string }) {
  const element = object(of, 'element');
  if (element !== undefined) return <BlockElement element={element} blockId={blockId} dispatches />;
  return text(of, 'type') === 'rich_text' ? <RichText block={of} /> : <>{text(of, 'text')}</>;
}

/** What the settings of a column say of its cells; a null among them says nothing. */
function columnClass(block: JsonObject, column: number): string {
  const all = block['column_settings'];
  const settings: Json | undefined = Array.isArray(all) ? (all[column] as Json | undefined) : undefined;
  if (!isObject(settings)) return '';
  const align = text(settings, 'align');
  return [align === 'right' || align === 'center' ? align : '', flag(settings, 'is_wrapped') ? 'wrapped' : '']
    .join(' ')
    .trim();
}

/**
 * A table or data table: the first row is its header. The page draws all rows of a data table at once, and neither
 * sorts nor filters. https://docs.slack.dev/reference/block-kit/blocks/table-block
 */
export function Table({ block, blockId }: { readonly block: JsonObject; readonly blockId: string }) {
  const [header = [], ...rows] = rowsOf(block);
  const caption = text(block, 'caption');
  const rowHeader = text(block, 'type') === 'data_table' ? (number(block, 'row_header_column_index') ?? 0) : -1;
  return (
    <div class="table-scroll" role="region" aria-label={caption ?? 'Table'} tabIndex={0}>
      <table>
        {caption !== undefined && <caption>{caption}</caption>}
        <thead>
          <tr>
            {header.map((cell, column) => (
              <th key={column} scope="col" class={columnClass(block, column)}>
                <Cell of={cell} blockId={blockId} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) =>
                column === rowHeader ? (
                  <th key={column} scope="row">
                    <Cell of={cell} blockId={blockId} />
                  </th>
                ) : (
                  <td key={column} class={columnClass(block, column)}>
                    <Cell of={cell} blockId={blockId} />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
