import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordSplitter } from '../../src/ingest/record-splitter.ts';
import type { SplitRecord } from '../../src/ingest/split-record.ts';

const LIMITS = { recordBytes: 1_000_000, depth: 100 };

/** Splits a document that arrives in pieces cut at these offsets. */
function split(bytes: Uint8Array, cuts: readonly number[] = [], limits = LIMITS) {
  const splitter = new RecordSplitter(limits);
  const offsets = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const records: SplitRecord[] = [];
  for (const [index, from] of offsets.entries())
    records.push(...splitter.push(bytes.subarray(from, offsets[index + 1])));
  return { records, problem: splitter.end() };
}

function values(records: readonly SplitRecord[]): unknown[] {
  return records.map((record) =>
    'text' in record ? (JSON.parse(record.text) as unknown) : 'problem' in record && record.problem,
  );
}

const cutList = fc.array(fc.nat(100_000), { maxLength: 12 });
const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });

describe('record splitter', () => {
  it('equals JSON.parse on every document, wherever it is cut', () => {
    const documents = fc.record({
      before: fc.dictionary(
        fc.string({ unit: 'binary' }).filter((key) => key !== 'Records'),
        json,
        { maxKeys: 3 },
      ),
      records: fc.array(json, { maxLength: 8 }),
      after: fc.dictionary(
        fc.string().filter((key) => key !== 'Records'),
        json,
        { maxKeys: 3 },
      ),
      indent: fc.constantFrom(undefined, 1, '\t', '\r\n'.trim()),
    });
    fc.assert(
      fc.property(documents, cutList, ({ before, records, after, indent }, cuts) => {
        const text = JSON.stringify({ ...before, Records: records, ...after }, undefined, indent);

        const found = split(Buffer.from(text), cuts);

        const parsed = JSON.parse(text) as { Records: unknown[] };
        expect(found.problem).toBeUndefined();
        expect(values(found.records)).toEqual(parsed.Records);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same for every single cut of a document full of multi-byte characters, quotes and escapes', () => {
    const records = [
      { eventName: 'Grüße 😀 "\\" }],[{' },
      { a: ['\u2028', '\\\\"', ''], 'k"': 1e-7 },
      'x',
      12,
      null,
      true,
    ];
    const bytes = Buffer.from(JSON.stringify({ Records: records }));

    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(values(split(bytes, [cut]).records)).toEqual(records);
    }
    const byteByByte = split(
      bytes,
      Array.from({ length: bytes.length }, (_value, index) => index),
    );
    expect(values(byteByByte.records)).toEqual(records);
  });

  it('sees every fault that JSON.parse sees, in the file or in a record', () => {
    const text = JSON.stringify({ Records: [{ a: [1, 'x"y', { b: null }] }, 'text', { c: false }] });
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', ' ', 'x', '0'),
        cutList,
        (at, byte, cuts) => {
          const damaged = `${text.slice(0, at)}${byte}${text.slice(at + 1)}`;

          const found = split(Buffer.from(damaged), cuts);

          const sound = found.problem === undefined && found.records.every((one) => 'text' in one && parses(one.text));
          if (parses(damaged)) return;
          expect(sound, damaged).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), cutList, (bytes, cuts) => {
        expect(() => split(bytes, cuts)).not.toThrow();
      }),
    );
  });

  it.each([
    ['', 'empty', 0],
    [' \n', 'empty', 0],
    ['[]', 'not-an-object', 0],
    ['hello', 'not-an-object', 0],
    ['{}', 'no-records-array', 0],
    ['{"Records":7}', 'no-records-array', 0],
    ['{"Records":{"a":[1]}}', 'no-records-array', 0],
    ['{"records":[1]}', 'no-records-array', 0],
    ['{"Records":[1,2', 'truncated', 1],
    ['{"Records":[1,{"a":"', 'truncated', 1],
    ['{"Records":[1,2]', 'truncated', 2],
    ['{"Records":[1,]}', 'malformed', 1],
    ['{"Records":[,1]}', 'malformed', 0],
    ['{"Records":[1 2]}', 'malformed', 1],
    ['{"Records":[1]]}', 'malformed', 1],
    ['{"Records" [1]}', 'malformed', 0],
    ['{"Records":[1]}{"Records":[2]}', 'trailing-data', 1],
    ['{"Records":[1]} x', 'trailing-data', 1],
  ])('says what is wrong with %j', (text, problem, records) => {
    const found = split(Buffer.from(text));

    expect(found.problem).toBe(problem);
    expect(found.records).toHaveLength(records);
  });

  it('takes a byte order mark, an escaped key and an empty list', () => {
    expect(split(Buffer.from('\uFEFF{"Records":[]}')).problem).toBeUndefined();
    expect(values(split(Buffer.from('{"R\\u0065cords":[1]}')).records)).toEqual([1]);
  });

  it('sets aside what is too large or too deep, in one piece or many, and goes on', () => {
    const text = `{"Records":[${JSON.stringify('x'.repeat(200))},1,${'['.repeat(9)}${']'.repeat(9)},2]}`;
    const limits = { recordBytes: 100, depth: 8 };

    for (const cuts of [[], [50, 120, 180, 230]]) {
      const found = split(Buffer.from(text), cuts, limits);
      expect(values(found.records)).toEqual(['record-too-large', 1, 'record-too-deep', 2]);
      expect(found.problem).toBeUndefined();
    }
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
