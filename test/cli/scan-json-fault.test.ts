import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../src/cli/scan/json-fault.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('jsonFault', () => {
  it('finds a fault exactly where there is one', () => {
    const texts = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.nat(3),
        fc.constantFrom('', '"', '\\', ',', '}', ']', '[', '0', '-', 'e', '\n', 'ü'),
      )
      .map(
        ([text, at, length, put]) =>
          text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + length),
      );

    fc.assert(
      fc.property(fc.oneof(texts, fc.string(), fc.json()), (text) => {
        expect(jsonFault(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['', 1, 1],
    ['{"a":1,}', 1, 8],
    ['{"a" 1}', 1, 6],
    ['[1,\n  2,\n  oops]', 3, 3],
    ['[1] x', 1, 5],
    ['{"a":"b', 1, 6],
    ['"a\\x"', 1, 1],
    ['01', 1, 1],
  ])('%j: line %i, column %i', (text, line, column) => {
    expect(jsonFault(text)).toEqual({ line, column });
  });

  it('bears what nests deeper than the stack', () => {
    expect(jsonFault('['.repeat(300_000))).toEqual({ line: 1, column: 300_001 });
  });
});
