import { block } from './block-spec.ts';
import { button } from './elements.ts';
import { richText } from './rich-text.ts';
import { at, boolean, byType, integer, list, number, object, oneOf, string, typeField, type Rule } from './schema.ts';
import { textSize } from './text-size.ts';

const rawText = object({ type: typeField, text: string(Number.MAX_SAFE_INTEGER) });
const rawNumber = object({ type: typeField, value: number, text: string(Number.MAX_SAFE_INTEGER) });
const cell = byType({ rich_text: richText, raw_text: rawText, raw_number: rawNumber });
const rawCell = byType({ raw_text: rawText, raw_number: rawNumber });
/** A data table may hold buttons; the fallback is for clients that cannot show them. */
const dataCell = byType({
  rich_text: richText,
  raw_text: rawText,
  raw_number: rawNumber,
  action_cell: object({ type: typeField, element: byType({ button }) }, { fallback: rawCell }),
});

/** Characters of all cells together; what Slack says when there are more is not documented. */
function cellTextMax(max: number): Rule {
  return (value, pointer, problems) => {
    if (textSize(value['rows']) > max) problems.add(`must be less than ${max + 1} characters`, at(pointer, 'rows'));
  };
}

const column = object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean });

/** https://docs.slack.dev/reference/block-kit/blocks/table-block: null skips a column's settings. */
export const table = block(
  ['message', 'home'],
  { rows: list(list(cell, 20), 100) },
  {
    column_settings: list((value, pointer, problems) => {
      if (value !== null) column(value, pointer, problems);
    }, 20),
  },
  cellTextMax(10_000),
);

/** The header may hold no rich text, and every row has a cell a column. */
const evenRows: Rule = ({ rows }, pointer, problems) => {
  if (!Array.isArray(rows)) return;
  const [header, ...rest] = rows as readonly unknown[];
  if (!Array.isArray(header)) return;
  header.forEach((entry, index) => rawCell(entry, at(at(at(pointer, 'rows'), 0), index), problems));
  rest.forEach((row, index) => {
    if (Array.isArray(row) && row.length !== header.length) {
      problems.add('all rows must have the same number of cells', at(at(pointer, 'rows'), index + 1));
    }
  });
};

/** https://docs.slack.dev/reference/block-kit/blocks/data-table-block: a header and 1 to 200 rows. */
export const dataTable = block(
  ['message', 'home'],
  { rows: list(list(dataCell, 20), 201, 2), caption: string(Number.MAX_SAFE_INTEGER) },
  { page_size: integer(1, 100), row_header_column_index: integer(0, 19) },
  (value, pointer, problems) => {
    evenRows(value, pointer, problems);
    cellTextMax(20_000)(value, pointer, problems);
  },
);
