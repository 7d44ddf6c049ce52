import type { Match } from '../../model/match.ts';
import type { Format } from './options.ts';
import { jsonOf, printedMatch, TABLE_HEADER, tableLine } from './print.ts';
import type { Printer } from './printer.ts';

/** Prints matches as they come. */
export interface Output {
  begin(): Promise<void>;
  match(match: Match): Promise<void>;
  end(): Promise<void>;
}

export function createOutput(out: Printer, format: Format): Output {
  let matches = 0;
  switch (format) {
    case 'table':
      return {
        begin: () => out.print(TABLE_HEADER),
        match: (match) => out.print(tableLine(printedMatch(match))),
        end: async () => {},
      };
    case 'ndjson':
      return {
        begin: async () => {},
        match: (match) => out.print(`${jsonOf(printedMatch(match))}\n`),
        end: async () => {},
      };
    case 'json':
      return {
        begin: () => out.print('['),
        match(match) {
          matches += 1;
          return out.print(`${matches === 1 ? '' : ','}\n${jsonOf(printedMatch(match))}`);
        },
        end: () => out.print(matches === 0 ? ']\n' : '\n]\n'),
      };
  }
}
