/** A process of its own that adds to a counter in a store's file: `node sqlite-writer.ts <file> <times>`. */
import { openSqliteStore } from '../../../src/adapters/local/sqlite-store.ts';

const [path = '', times = '0'] = process.argv.slice(2);
const store = openSqliteStore(path);
const key = { partition: 'p', sort: 'counter' };
for (let done = 0; done < Number(times);) {
  const item = await store.get<number>(key);
  const commit = await store.commit([
    { kind: 'put', key, value: (item?.value ?? 0) + 1, if: item === undefined ? 'absent' : { version: item.version } },
    { kind: 'put', key: { partition: 'p', sort: `${process.pid}-${done}` }, value: done, if: 'absent' },
  ]);
  if (commit.ok) done += 1;
}
await store.close();
