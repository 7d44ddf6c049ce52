import { main } from '../cli/main.ts';

const scanWorker = new URL(import.meta.url.endsWith('.ts') ? 'scan-worker.ts' : 'scan-worker.js', import.meta.url);

process.exitCode = await main(process.argv.slice(2), process, { scanWorker });
