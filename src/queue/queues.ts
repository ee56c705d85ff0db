import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { AppError } from '../../schemas/errors.js';
import { toRedisOptions } from './redis-options.js';
import { queueName, type QueueAddress } from './lanes.js';

/** A wake-up call: ids only. The same `jobId` is in the queue once, however often it is added. */
export interface WakeUp extends QueueAddress {
  jobId: string;
  payload: Record<string, unknown>;
  delayMs?: number;
}

export interface Queues {
  /**
   * Adds wake-up calls. Never throws: what a lost call would have started is found by the reconciler, and a caller that
   * has stored its decision must not fail because Redis is away. Resolves false when Redis did not take them.
   */
  wake: (calls: readonly WakeUp[]) => Promise<boolean>;
  isReady(): Promise<boolean>;
  /** Jobs waiting and under way, by queue, for metrics. Throws `service-unavailable` when Redis does not answer. */
  countWaiting(addresses: readonly QueueAddress[]): Promise<Record<string, number>>;
  /** Jobs that could begin at once, by queue: without those that wait for a time of their own. Throws as above. */
  countReady(addresses: readonly QueueAddress[]): Promise<Record<string, number>>;
  /** Jobs that workers are at, by queue. Throws as above. */
  countActive(addresses: readonly QueueAddress[]): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export interface QueueSettings {
  url: string;
  prefix: string;
  onError(error: Error): void;
}

// A queue that has never met Redis would wait for it as long as it takes, and a Redis that hangs never answers at all.
const PATIENCE_MS = 3000;

// A finished job leaves at once, so that its id may be used again. Workers fail no job: what must wait waits in the queue.
const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: true, attempts: 1 };

type CountJobs = (queue: Queue) => Promise<number>;
const WAITING: CountJobs = (queue) => queue.count();
const READY: CountJobs = (queue) => queue.getWaitingCount();
const ACTIVE: CountJobs = (queue) => queue.getActiveCount();

export function createQueues(settings: QueueSettings): Queues {
  const { url, prefix } = settings;
  const onError = (error: Error): void => {
    settings.onError(error);
  };
  const queues = new Map<string, Queue>();
  const probe = new Redis({ ...toRedisOptions(url), lazyConnect: true, maxRetriesPerRequest: 1 });
  probe.on('error', onError);

  function open(address: QueueAddress): Queue {
    const name = queueName(address);
    const known = queues.get(name);
    if (known) return known;
    // Producers fail fast: a request must not hang while Redis is away.
    const connection = { ...toRedisOptions(url), maxRetriesPerRequest: 1, enableOfflineQueue: true };
    const queue = new Queue(name, { connection, prefix, defaultJobOptions: JOB_OPTIONS });
    queue.on('error', onError);
    queues.set(name, queue);
    return queue;
  }

  async function wake(calls: readonly WakeUp[]): Promise<boolean> {
    try {
      await inTime(Promise.all([...groupByQueue(calls)].map(([, group]) => addGroup(group))));
      return true;
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
  }

  async function addGroup(group: readonly WakeUp[]): Promise<void> {
    const [first] = group;
    if (!first) return;
    const jobs = group.map(({ jobId, payload, delayMs }) => ({
      name: first.kind,
      data: payload,
      opts: { jobId, ...(delayMs !== undefined && delayMs > 0 && { delay: delayMs }) },
    }));
    await open(first).addBulk(jobs);
  }

  async function count(addresses: readonly QueueAddress[], of: CountJobs): Promise<Record<string, number>> {
    const counts = addresses.map(async (address) => [queueName(address), await of(open(address))] as const);
    return Object.fromEntries(await inTime(Promise.all(counts)));
  }

  async function isReady(): Promise<boolean> {
    try {
      await inTime(probe.ping());
      return true;
    } catch {
      // "No" is the answer; the connection's own error handler has logged why.
      return false;
    }
  }

  async function close(): Promise<void> {
    await Promise.all([...queues.values()].map((queue) => queue.close()));
    probe.disconnect();
  }

  const countWaiting = (addresses: readonly QueueAddress[]) => count(addresses, WAITING);
  const countReady = (addresses: readonly QueueAddress[]) => count(addresses, READY);
  const countActive = (addresses: readonly QueueAddress[]) => count(addresses, ACTIVE);
  return { wake, isReady, countWaiting, countReady, countActive, close };
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new AppError('service-unavailable', 'Redis does not answer'));
    }, PATIENCE_MS);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function groupByQueue(calls: readonly WakeUp[]): Map<string, WakeUp[]> {
  const groups = new Map<string, WakeUp[]>();
  for (const call of calls) {
    const name = queueName(call);
    const group = groups.get(name);
    if (group) group.push(call);
    else groups.set(name, [call]);
  }
  return groups;
}
