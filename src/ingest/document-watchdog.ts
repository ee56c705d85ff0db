import { workerData } from 'node:worker_threads';

export interface WatchLimits {
  timeoutMs: number;
  /** Of the process as a whole, in bytes: buffers lie outside every heap limit. */
  memoryBytes: number;
}

const LOOK_MS = 50;
/** Whoever started the process ends it in time; this is for when they are no more. */
const GRACE_MS = 5000;

// Set by `document-child.ts` alone, which hands in exactly this.
const { timeoutMs, memoryBytes } = workerData as WatchLimits;
const until = performance.now() + timeoutMs + GRACE_MS;

setInterval(() => {
  if (process.memoryUsage.rss() > memoryBytes || performance.now() > until)
    process.kill(process.pid, 'SIGKILL');
}, LOOK_MS);
