import { setMaxListeners } from 'node:events';
import type { Worker } from 'bullmq';
import type { Lane } from '../schemas/lane.js';
import type { App } from '../src/compose.js';
import { queueName } from '../src/queue/lanes.js';
import { startReconciler } from '../src/queue/reconciler.js';
import { announceWork } from './announce.js';
import { checkWork } from './check.js';
import { clusterWork } from './cluster.js';
import { collectWork } from './collect.js';
import { deliverWork } from './deliver.js';
import { linksWork } from './links.js';
import { mediaWork } from './media.js';
import { notifyWork } from './notify.js';
import { recheckWork } from './recheck.js';
import { remindWork } from './remind.js';
import { routeWork } from './route.js';
import { sealWork } from './seal.js';
import { subscribeWork } from './subscribe.js';
import { verdictWork } from './verdict.js';
import { sweepWork } from './sweep.js';
import { watchWork } from './watch.js';
import type { Work } from './work.js';
import { startWorker, type ShellSettings } from './work-shell.js';

export interface RunningWorkers {
  /** Takes no new jobs, finishes those under way within the drain time, then cuts them; what is not done stays due. */
  stop(): Promise<void>;
}

/** How often queues that came up since (a new portal) are looked for. Milliseconds. */
const LOOK_FOR_QUEUES_MS = 2000;

/** Starts every kind of work for some lanes in this process. */
export async function startWorkers(app: App, lanes: readonly Lane[]): Promise<RunningWorkers> {
  const [cut, stopping] = [new AbortController(), new AbortController()];
  // Every job under way listens to them, and stops listening at its end.
  setMaxListeners(0, cut.signal, stopping.signal);
  const settings: ShellSettings = {
    ...{ redisUrl: app.redisUrl, prefix: app.config.REDIS_PREFIX, log: app.log },
    ...{ signal: cut.signal, stopping: stopping.signal },
  };
  const running = new Map<string, Worker>();
  const open = async (): Promise<void> => {
    for (const lane of lanes) await openLane(app, lane, running, settings);
  };
  await open();
  const stopLooking = every(LOOK_FOR_QUEUES_MS, open, (err) => {
    app.log.warn({ err }, 'look-for-queues-failed');
  });
  const reconciler = startReconciler({
    work: [
      collectWork(app),
      subscribeWork(app),
      checkWork(app),
      mediaWork(app),
      recheckWork(app),
      linksWork(app),
      sweepWork(app),
      routeWork(app),
      deliverWork(app),
      verdictWork(app),
      clusterWork(app),
      announceWork(app),
      sealWork(app),
      notifyWork(app),
      watchWork(app),
      remindWork(app),
    ].map(({ kind, findDue, everySeconds }) => ({
      ...{ kind, findDue: (limit: number) => findDue(lanes, limit) },
      ...(everySeconds !== undefined && { everySeconds }),
    })),
    queues: app.queues,
    everySeconds: app.config.RECONCILE_SECONDS,
    log: app.log,
  });
  app.log.info({ lanes, queues: running.size }, 'workers-started');
  return {
    async stop() {
      stopping.abort();
      await Promise.all([stopLooking(), reconciler.stop()]);
      await drain([...running.values()], cut, app.config.DRAIN_SECONDS);
      app.log.info({ lanes }, 'workers-stopped');
    },
  };
}

/** The queues of every kind of work there are now in a lane. */
async function openLane(
  app: App,
  lane: Lane,
  running: Map<string, Worker>,
  settings: ShellSettings,
): Promise<void> {
  await openQueues(collectWork(app), lane, running, settings);
  await openQueues(subscribeWork(app), lane, running, settings);
  await openQueues(checkWork(app), lane, running, settings);
  await openQueues(mediaWork(app), lane, running, settings);
  await openQueues(recheckWork(app), lane, running, settings);
  await openQueues(linksWork(app), lane, running, settings);
  await openQueues(sweepWork(app), lane, running, settings);
  await openQueues(routeWork(app), lane, running, settings);
  await openQueues(deliverWork(app), lane, running, settings);
  await openQueues(verdictWork(app), lane, running, settings);
  await openQueues(clusterWork(app), lane, running, settings);
  await openQueues(announceWork(app), lane, running, settings);
  await openQueues(watchWork(app), lane, running, settings);
  await openQueues(sealWork(app), lane, running, settings);
  await openQueues(notifyWork(app), lane, running, settings);
  await openQueues(remindWork(app), lane, running, settings);
}

async function openQueues<P>(
  work: Work<P>,
  lane: Lane,
  running: Map<string, Worker>,
  settings: ShellSettings,
): Promise<void> {
  for (const queue of await work.queues(lane)) {
    const name = queueName({ kind: work.kind, lane, ...queue });
    const worker = running.get(name);
    // A portal's setting may have changed since.
    if (worker) worker.concurrency = queue.concurrency;
    else running.set(name, startWorker(work, { lane, ...queue }, settings));
  }
}

async function drain(workers: readonly Worker[], cut: AbortController, seconds: number): Promise<void> {
  const timer = setTimeout(() => {
    cut.abort();
  }, seconds * 1000);
  await Promise.all(workers.map((worker) => worker.close()));
  clearTimeout(timer);
}

/** Repeats a task with a pause between its end and its next start; the answer ends it after the run under way. */
function every(
  milliseconds: number,
  task: () => Promise<void>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let stopped = false;
  let running = Promise.resolve();
  let timer: NodeJS.Timeout;
  const next = (): void => {
    timer = setTimeout(() => {
      running = task().catch(onError);
      void running.then(() => {
        if (!stopped) next();
      });
    }, milliseconds);
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
