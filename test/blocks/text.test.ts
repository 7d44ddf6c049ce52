import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, count, enumerate, firstSentences, plain, rich, sentence } from '../../blocks/text.ts';

describe('the beginning of a text', () => {
  it.each([
    ['One sentence.', 5, 'One sentence.'],
    ['This is the first of two sentences. This is the second.', 40, 'This is the first of two sentences. …'],
    [
      'This is the first of two sentences. This is the second.',
      60,
      'This is the first of two sentences. This is the second.',
    ],
    [
      'Ask the actor. If nobody knows of it, deactivate the key.',
      20,
      'Ask the actor. If nobody knows of it, deactivate the key.',
    ],
    ['Versions e.g. of S3 stay. They do.', 10, 'Versions e.g. of S3 stay. They do.'],
    ['', 10, ''],
  ])('%j in %i characters is %j', (text, length, begun) => {
    expect(firstSentences(text, length)).toBe(begun);
  });
});

describe('text that is cut', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['exactly ten', 10, 'exactly t…'],
    ['  white \n\t space  ', 20, 'white space'],
    ['\u202Eevil\u0000\u200B', 20, '\uFFFDevil\uFFFD'],
    ['Rana\u202E', 20, 'Rana\uFFFD'],
    ['Ra\u200Bna', 20, 'Ra\uFFFDna'],
    ['Rana\u3164\u2800\u115F\u00AD', 20, 'Rana\uFFFD'],
    ['a\u2028b\u2029c\u00A0d', 20, 'a b c d'],
    ['👩\u200D🚀 ❤\uFE0F 👍🏽', 20, '👩🚀 ❤ 👍🏽'],
    ['a\uD800b', 20, 'a\uFFFDb'],
    ['😀😀😀', 4, '😀…'],
    ['😀😀😀', 6, '😀😀😀'],
    ['', 10, ''],
    ['\u0000\u0000', 10, '\uFFFD'],
  ])('%j to %i is %j', (text, length, clipped) => {
    expect(clip(text, length)).toBe(clipped);
  });

  it('is never longer than asked, never broken, and says where something is missing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 1, max: 100 }), (text, length) => {
        const clipped = clip(text, length);

        expect(clipped.length).toBeLessThanOrEqual(length);
        expect(clipped.isWellFormed()).toBe(true);
        if (text.length > 4 * length) expect(clipped.endsWith('…')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('takes no longer for a text of megabytes', () => {
    expect(clip(`${'\u0000'.repeat(50_000_000)}x`, 10)).toBe('\uFFFD…');
  });
});

describe('a top-level text', () => {
  it('is escaped', () => {
    expect(sentence('<!channel> & <https://evil.example|aws>')).toBe(
      '&lt;!channel&gt; &amp; &lt;https://evil.example|aws&gt;',
    );
  });

  it.each(['&', '<', '>', 'a&', '😀&'])('of nothing but %s is cut between entities', (unit) => {
    for (let extra = 0; extra < 12; extra += 1) {
      const text = sentence('x'.repeat(extra) + unit.repeat(4000));

      expect(text.length).toBeLessThanOrEqual(4000);
      expect(text.isWellFormed()).toBe(true);
      expect(text.replaceAll(/&(amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
      expect(text.endsWith('…')).toBe(true);
    }
  });

  it('is never empty', () => {
    expect([sentence(''), sentence(' \n'), sentence('\u0000')]).toEqual(['–', '–', '\uFFFD']);
  });
});

it('says numbers and lists as people do', () => {
  expect([count(0, 'record'), count(1, 'record'), count(1204, 'record'), count(2, 'reply', 'replies')]).toEqual([
    '0 records',
    '1 record',
    '1,204 records',
    '2 replies',
  ]);
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(enumerate)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});

it('keeps elements of a sentence apart, and none empty', () => {
  expect([rich.text(' a '), rich.text(''), rich.bold('b '), rich.code('')]).toMatchObject([
    { text: ' a ' },
    { text: ' ' },
    { text: 'b ' },
    { text: '–' },
  ]);
  expect(plain('', 10)).toEqual({ type: 'plain_text', text: '–', emoji: false });
});

it('gives a moment in each reader’s own time, with UTC for who cannot have that', () => {
  expect(rich.date(Date.UTC(2026, 10, 23, 8, 30, 59, 999))).toEqual({
    type: 'date',
    timestamp: Date.UTC(2026, 10, 23, 8, 30, 59) / 1000,
    format: '{date_short_pretty} {time}',
    fallback: '2026-11-23 08:30 UTC',
  });
});
