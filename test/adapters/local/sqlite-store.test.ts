import { openSqliteStore } from '../../../src/adapters/local/sqlite-store.ts';
import { describeStore } from '../../contract/store.ts';

describeStore('SQLite', async (clock) => openSqliteStore(':memory:', { now: () => clock.now }));
