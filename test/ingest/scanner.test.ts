import { describe, expect, it } from 'vitest';
import { RecordSplitter } from '../../src/ingest/record-splitter.ts';
import { RecordScanner } from '../../src/ingest/scanner/record-scanner.ts';
import type { SplitRecord } from '../../src/ingest/split-record.ts';
import { bitsOf } from '../../src/model/bits.ts';
import { recordOf } from '../../src/model/prefilter.ts';
import type { Interest, Prefilter, ProbedField } from '../../src/model/prefilter.ts';

const LIMITS = { recordBytes: 100_000, depth: 50 };

/** Wants what is called so. */
function named(name: string, interest: Interest = { wants: 'record' }, kind: readonly ProbedField[] = []): Prefilter {
  return {
    interests: [interest],
    fields: ['eventName'],
    kind,
    read: [],
    possible: (field, value) => bitsOf([field !== 'eventName' || value === name]),
  };
}

function split(text: string, scanner: RecordScanner, chunkBytes = Infinity): readonly SplitRecord[] {
  const splitter = new RecordSplitter({ ...LIMITS, scanner });
  const bytes = Buffer.from(text);
  const found: SplitRecord[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    found.push(...splitter.push(bytes.subarray(at, at + chunkBytes)));
  expect(splitter.end()).toBeUndefined();
  return found;
}

const fileOf = (...records: readonly string[]): string => `{"Records":[${records.join(',')}]}`;

/** A call named A. */
const callOf = (id: number, region: string, day: string, identity = '{"type":"Root"}'): string =>
  `{"userIdentity":${identity},"eventTime":"${day}T10:00:00Z","eventName":"A","awsRegion":"${region}","eventID":"${id}"}`;

/** Records as far as they were read, and the text of those that are to be parsed. */
function readOf(pieces: readonly SplitRecord[]): readonly unknown[] {
  return pieces.map((piece) => {
    if ('keyFields' in piece) return recordOf(piece.keyFields);
    return 'text' in piece ? piece.text : piece;
  });
}

/** Records that are none, each in a way of its own. */
const BROKEN: readonly string[] = [
  '{"a":1,}',
  '{"a" "b"}',
  '{"a":"b""c":1}',
  '{"a":"b"x}',
  '{"a":"b"1}',
  '{"a":"b":"c"}',
  '{"a"}',
  '{"a",1}',
  '{:1}',
  '{"a":}',
  '{"a":,"b":1}',
  '{"a":1,,"b":1}',
  '{,"a":1}',
  '{1:1}',
  '{"a":[1,]}',
  '{"a":[,1]}',
  '{"a":["b":1]}',
  '{"a":{"b"]}',
  '{"a":[1}}',
  '{"a":{}"b":1}',
  '{"a":{}{}}',
  '{"a":[][]}',
  '{"a":1[]}',
  '{"a":tru}',
  '{"a":truee}',
  '{"a":nul}',
  '{"a":falsy}',
  '{"a":01}',
  '{"a":1.}',
  '{"a":.5}',
  '{"a":1e}',
  '{"a":-}',
  '{"a":+1}',
  '{"a":0x1}',
  '{"a":"\\x"}',
  '{"a":"\\u12g4"}',
  '{"a":"\u0001"}',
  '{"a":"\n"}',
  '{"a":Y}',
  '{"a":_"b"}',
  '{{"a":1}}',
  '{["a"]}',
];

describe('record scanner', () => {
  it.each(BROKEN)('leaves %j to the parser wherever it stands', (broken) => {
    const scanner = new RecordScanner(LIMITS, named('Nothing'));
    for (let padding = 0; padding < 64; padding += 1) {
      const before = JSON.stringify({ a: 'x'.repeat(padding) });
      const after = '{"b":2}';

      const found = split(fileOf(before, broken, after), scanner);

      expect(found).toEqual([{ skipped: 1 }, expect.objectContaining({ text: broken }), { skipped: 1 }]);
    }
  });

  it('passes over what is JSON wherever it stands, and finds what is wanted', () => {
    const scanner = new RecordScanner(LIMITS, named('A'));
    const values = [
      '"\\u0041\\\\\\"\\/"',
      '""',
      '-0.5e+10',
      '0',
      'true',
      'false',
      'null',
      '[]',
      '{}',
      '[1,"a",[{}],null]',
      '" ü😀"',
    ];
    for (const value of values) {
      for (let padding = 0; padding < 64; padding += 1) {
        const other = `{"p":"${'x'.repeat(padding)}","v":${value},"eventName":"B","w":{"eventName":"A"}}`;
        const wanted = `{"v":${value},"eventName":"A"}`;

        const found = split(fileOf(other, other, wanted, other), scanner);

        expect(found).toEqual([{ skipped: 2 }, expect.objectContaining({ text: wanted }), { skipped: 1 }]);
      }
    }
  });

  it('reads records that are cut anywhere', () => {
    const scanner = new RecordScanner(LIMITS, named('A'));
    const text = fileOf('{"eventName":"B"}', '{"eventName":"A","b":["}]",{"c":1}]}', '{"eventName":"B"}');
    for (let chunkBytes = 1; chunkBytes < text.length; chunkBytes += 1) {
      const found = split(text, scanner, chunkBytes);

      expect(found).toEqual([
        { skipped: 1 },
        expect.objectContaining({ text: '{"eventName":"A","b":["}]",{"c":1}]}' }),
        { skipped: 1 },
      ]);
    }
  });

  it('leaves to the parser what may be a field in disguise', () => {
    const scanner = new RecordScanner(LIMITS, named('A'));
    const disguised = [
      '{"eventNam\\u0065":"A"}',
      '{"eventName":"B","eventName":"A"}',
      '{"eventName":"A","eventName":"B"}',
      '{ "eventName" : "A" }',
      '{"eventName.x":"A"}',
    ];

    const found = split(fileOf(...disguised), scanner);

    expect(found.map((piece) => 'text' in piece && piece.text)).toEqual(disguised);
  });

  it('reads more values than it can remember', () => {
    const scanner = new RecordScanner(LIMITS, named('name-7'));
    const records = Array.from(
      { length: 60_000 },
      (_, index) => `{"eventName":"name-${index}","pad":"${'x'.repeat(50)}"}`,
    );
    const text = fileOf(...records);

    for (let round = 0; round < 2; round += 1) {
      const found = split(text, scanner, 256 * 1024);

      const counted = found.reduce((sum, piece) => sum + ('skipped' in piece ? piece.skipped : 1), 0);
      expect(counted).toBe(records.length);
      expect(found).toContainEqual(expect.objectContaining({ text: records[7] }));
      // What cannot be remembered is parsed, which costs time but no match.
      expect(found.filter((piece) => 'text' in piece).length).toBeLessThan(records.length / 2);
    }
  });

  it('gives the first record of each kind and day, and that again when it comes again', () => {
    const scanner = new RecordScanner(
      LIMITS,
      named('A', { wants: 'record', firstOfKind: true }, ['awsRegion', 'userIdentity']),
    );
    const first = callOf(1, 'a', '2026-03-02');
    const records = [
      first,
      callOf(2, 'a', '2026-03-02'),
      callOf(3, 'b', '2026-03-02'),
      callOf(4, 'a', '2026-03-03'),
      callOf(5, 'a', '2026-03-02', '{"type":"IAMUser"}'),
      callOf(6, 'b', '2026-03-02'),
      first,
      callOf(7, 'a', '2026-03-02'),
      callOf(8, 'a', '2026-03-02').replace('10:00:00Z', '23:00:00-05:00'),
      callOf(9, 'a', '2026-03-02').replace(',"eventID":"9"', ''),
    ];

    const found = split(fileOf(...records), scanner);
    scanner.forget();
    const afresh = split(fileOf(...records), scanner);

    const given = (pieces: readonly SplitRecord[]): readonly number[] =>
      pieces.flatMap((piece) => ('text' in piece ? [records.indexOf(piece.text)] : []));
    expect(given(found)).toEqual([0, 2, 3, 4, 0, 8, 9]);
    expect(given(afresh)).toEqual(given(found));
  });

  it('gives key fields as parsing gives them, and what else is needed', () => {
    const needs = { wants: 'key-fields', own: ['requestParameters', 'errorMessage'] } as const;
    const keys = {
      userIdentity: {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::1:assumed-role/ü/😀',
        sessionContext: { attributes: {} },
      },
      eventTime: '2026-03-02T10:00:00Z',
      eventSource: 's"3\\',
      eventName: 'A',
      awsRegion: null,
      sourceIPAddress: '1.2.3.4',
      userAgent: '',
      errorCode: 7,
      eventID: 'e-1',
      recipientAccountId: ['1'],
    };
    const requestParameters = { eventName: 'B', ü: [1, null, '"\\'] };
    const whole = { ...keys, requestParameters, responseElements: null };
    const odd = [{ ...whole, eventID: 'é' }, { eventName: 'A' }, { ...whole, eventID: 7 }].map((record) =>
      JSON.stringify(record),
    );
    const oddTime = { eventName: 'A', eventTime: '\\ü', eventID: 'e-2' };
    const text = fileOf(JSON.stringify(whole), ...odd, JSON.stringify(oddTime), '{"eventName":"B"}');

    const found = split(text, new RecordScanner(LIMITS, named('A', needs)));
    const keysOnly = split(text, new RecordScanner(LIMITS, named('A', { wants: 'key-fields' })));

    expect(readOf(found)).toEqual([{ ...keys, requestParameters }, ...odd, oddTime, { skipped: 1 }]);
    expect(readOf(keysOnly)).toEqual([keys, ...odd, oddTime, { skipped: 1 }]);
  });

  it('gives the same object for what records have in common, however much else there is', () => {
    const scanner = new RecordScanner(LIMITS, named('A', { wants: 'key-fields' }));
    const records = Array.from({ length: 30_000 }, (_, index) => callOf(index, String(index % 25_000), '2026-03-02'));

    const found = split(fileOf(...records, ...records.slice(-10)), scanner, 64 * 1024);

    const shared = found.map((piece) => ('keyFields' in piece ? piece.keyFields.shared : undefined));
    const whole = readOf(found).map((read) => (typeof read === 'string' ? JSON.parse(read) : read));
    expect(whole).toEqual([...records, ...records.slice(-10)].map((text) => JSON.parse(text)));
    expect(shared.slice(-10).every((object, index) => object === shared.at(index - 20))).toBe(true);
  });
});
