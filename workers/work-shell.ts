import { DelayedError, Worker, type Job } from 'bullmq';
import { isAppError, type ErrorCode } from '../schemas/errors.js';
import type { Log } from '../src/log.js';
import { queueName, type QueueAddress } from '../src/queue/lanes.js';
import { toRedisOptions } from '../src/queue/redis-options.js';
import { isStoreUnreachable } from '../src/store/connection.js';
import type { Work, WorkOutcome } from './work.js';

export interface ShellSettings {
  redisUrl: string;
  prefix: string;
  log: Log;
  signal: AbortSignal;
  /** Aborted when the process begins to drain. */
  stopping: AbortSignal;
}

// A worker that dies holds its jobs for this long; then another takes them up. Short, because flash waits behind it.
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5000;
// The default of 1 would fail a job that two workers in a row died with; the documents decide, not a counter.
const MAX_STALLED = 1000;

// A job that failed for good would keep its id, and with it the reconciler, away from work that is still due; one that
// came back at once would fill the log. Waiting in the queue it does neither, and runs again once the fault is mended.
const BUG_PAUSE_MS = 300_000;

type QueuePlace = Omit<QueueAddress, 'kind'>;

/** Runs one kind of work on one queue: validates, runs, logs exactly one line, and maps the outcome for the queue. */
export function startWorker<P>(
  work: Work<P>,
  address: QueuePlace & { concurrency: number },
  settings: ShellSettings,
): Worker {
  const name = queueName({ kind: work.kind, ...address });
  const process = (job: Job<unknown>, token?: string) => runJob(work, address, job, token, settings);
  const worker = new Worker(name, process, {
    connection: toRedisOptions(settings.redisUrl),
    prefix: settings.prefix,
    concurrency: address.concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: MAX_STALLED,
    // Waiting for work must notice a Redis that came back empty.
    drainDelay: 2,
  });
  worker.on('error', (err) => {
    settings.log.warn({ queue: name, err }, 'queue-connection');
  });
  return worker;
}

async function runJob<P>(
  work: Work<P>,
  { lane, part }: QueuePlace,
  job: Job<unknown>,
  token: string | undefined,
  settings: ShellSettings,
): Promise<void> {
  const began = performance.now();
  const log = settings.log.child({ kind: work.kind, lane, job: job.id });
  const ended = () => ({ ms: Math.round(performance.now() - began) });
  const signals = { signal: settings.signal, stopping: settings.stopping };
  let outcome: WorkOutcome;
  try {
    const payload = work.payload.parse(job.data, `job ${work.kind}`);
    outcome = await work.run(payload, { lane, ...(part && { part }), log, ...signals });
  } catch (err) {
    const code = passingCode(err);
    if (code !== undefined) outcome = { outcome: 'retry', afterMs: 2000, code };
    else {
      log.error({ outcome: 'bug', ...ended(), err }, 'job');
      return await comeBackLater(job, BUG_PAUSE_MS, token);
    }
  }
  log[outcome.outcome === 'dead' ? 'warn' : 'info']({ ...outcome, ...ended() }, 'job');
  if (outcome.outcome === 'retry') await comeBackLater(job, outcome.afterMs, token);
}

/** The code of a failure that passes by itself. A job that failed for good would keep its id from the reconciler. */
function passingCode(error: unknown): ErrorCode | undefined {
  if (isStoreUnreachable(error)) return 'service-unavailable';
  return isAppError(error) && error.retryable ? error.code : undefined;
}

async function comeBackLater(job: Job, afterMs: number, token: string | undefined): Promise<never> {
  await job.moveToDelayed(Date.now() + afterMs, token);
  throw new DelayedError();
}
