import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRuleFiles } from '../../src/detect/load-rules.ts';

const RULE = 'title: T\nid: one\nlogsource: {}\ndetection: { s: { a: 1 }, condition: s }\n';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbolt-rules-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('readRuleFiles', () => {
  it('reads the rules of all files, named as given', async () => {
    await writeFile(join(folder, 'a.yml'), RULE);
    await writeFile(join(folder, 'b.yml'), `${RULE.replace('one', 'two')}---\n${RULE.replace('one', 'three')}`);

    const rules = readRuleFiles(['a.yml', 'b.yml'], folder);

    expect(rules.map(({ file }) => file)).toEqual(['a.yml', 'b.yml', 'b.yml']);
  });

  it('names every problem of every file', async () => {
    await writeFile(join(folder, 'a.yml'), RULE.replace('condition: s', 'condition: t'));
    await writeFile(join(folder, 'b.yml'), RULE.replace('a: 1', 'a|foo: 1').replace('one', 'two'));

    expect(() => readRuleFiles(['a.yml', 'b.yml'], folder)).toThrow(
      expect.objectContaining({
        code: 'rules.invalid',
        message: expect.stringMatching(
          /^The rules do not load:\na\.yml:4:38 sigma\.unknown-identifier: .*\nb\.yml:4:19 sigma\.unknown-modifier: /u,
        ),
      }),
    );
  });

  it('puts the files behind the rules that are known, and refuses an id of theirs', async () => {
    await writeFile(join(folder, 'a.yml'), RULE);
    const known = readRuleFiles(['a.yml'], folder);
    await writeFile(join(folder, 'b.yml'), RULE.replace('one', 'two'));

    expect(readRuleFiles(['b.yml'], folder, { known }).map(({ id }) => id)).toEqual(['one', 'two']);
    expect(() => readRuleFiles(['a.yml'], folder, { known })).toThrow(
      expect.objectContaining({ message: expect.stringContaining('a.yml:2:5 sigma.duplicate-id: ') }),
    );
  });

  it('names a file that cannot be read', () => {
    expect(() => readRuleFiles(['gone.yml'], folder)).toThrow(
      expect.objectContaining({ code: 'rules.unreadable', message: expect.stringContaining('gone.yml') }),
    );
  });
});
