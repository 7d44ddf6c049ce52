import { parentPort, workerData } from 'node:worker_threads';
import { runScanWorker } from '../cli/scan/worker.ts';
import type { Selection } from '../cli/scan/select.ts';

if (parentPort !== null) runScanWorker(parentPort, workerData as Selection);
