import { createWriteStream } from 'node:fs';
import { link, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { createTrailMaker } from './trail-data.ts';

/** Writes CloudTrail files, always the same ones. */
export async function writeTrail(folder: string, files: number, records: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const maker = createTrailMaker(1);
  for (let file = 0; file < files; file += 1) {
    const text = `{"Records":[${Array.from({ length: records }, () => maker.next()).join(',')}]}`;
    await writeFile(join(folder, `${String(file).padStart(4, '0')}.json.gz`), gzipSync(text));
  }
}

/** A folder with so many files, which are those of another one again and again. */
export async function repeatTrail(from: string, folder: string, files: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = await readdir(from);
  for (let file = 0; file < files; file += 1) {
    await link(join(from, names[file % names.length] ?? ''), join(folder, `${String(file).padStart(4, '0')}.json.gz`));
  }
}

/** One file that unpacks to at least so many bytes. Its parts are gzip members, of which gzip allows any number. */
export async function writeLargeFile(path: string, bytes: number): Promise<void> {
  const maker = createTrailMaker(2);
  const records = Array.from({ length: 10_000 }, () => maker.next()).join(',');
  const [first, next, last] = [`{"Records":[${records}`, `,${records}`, ']}'].map((text) => gzipSync(text));
  const times = Math.ceil(bytes / records.length);
  await pipeline(function* parts() {
    yield first;
    for (let part = 1; part < times; part += 1) yield next;
    yield last;
  }, createWriteStream(path));
}
