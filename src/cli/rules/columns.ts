import { visible } from '../scan/print.ts';

/** Lines of text in columns as wide as their widest cell; the last one is left as long as it is. */
export function columns(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(visible));
  const widths = (shown[0] ?? []).map((_, index) => Math.max(...shown.map((row) => (row[index] ?? '').length)));
  return shown
    .map(
      (row) =>
        `${row.map((cell, index) => cell.padEnd(index === row.length - 1 ? 0 : (widths[index] ?? 0))).join('  ')}\n`,
    )
    .join('');
}
