import { toInstant } from '../schemas/instant.js';
import { clusterJob, type ClusterJob } from '../schemas/jobs.js';
import type { Lane } from '../schemas/lane.js';
import type { App } from '../src/compose.js';
import { LANE_CONCURRENCY } from '../src/queue/lanes.js';
import { toClusterWakeUp } from '../src/queue/wake-ups.js';
import { stepsAside } from './step-aside.js';
import type { Work, WorkOutcome } from './work.js';

/** Items wait this long while others wait to be collected or checked; then they are clustered all the same. Seconds. */
const PATIENCE_SECONDS: Record<Lane, number> = { flash: 5, urgent: 60, routine: 300, backfill: 600 };
const LOOK_AGAIN_MS = 2000;
/** A job ends after this, and goes on as another one: a process that stops waits for none. */
const SLICE_MS = 500;

/**
 * 近似稿件: finds items with nearly the same text, one job a lane that takes what is due. Nobody wakes it but the
 * reconciler: collecting pays nothing for it, and it steps back while there is anything to be collected or checked.
 */
export function clusterWork(app: App): Work<ClusterJob> {
  return {
    kind: 'cluster',
    payload: clusterJob,
    queues: (lane) => Promise.resolve([{ concurrency: LANE_CONCURRENCY.cluster[lane] }]),
    findDue: async (lanes) => {
      // A step at each look, beside all other work, until every item from before has its mark.
      await app.stores.upkeep.markOldItems(toInstant(app.now()));
      const oldest = await Promise.all(lanes.map((lane) => app.stores.clusters.oldestDue(lane)));
      return lanes.filter((_lane, index) => oldest[index] !== undefined).map(toClusterWakeUp);
    },
    run: ({ lane }, { signal }) => workSlice(app, lane, signal),
  };
}

async function workSlice(app: App, lane: Lane, signal: AbortSignal): Promise<WorkOutcome> {
  const began = performance.now();
  const counts = { clustered: 0, near: 0 };
  await app.stores.clusters.settleLeftovers(100);
  while (!signal.aborted && performance.now() - began < SLICE_MS) {
    if (await stepsAside(app, () => app.stores.clusters.oldestDue(lane), PATIENCE_SECONDS[lane]))
      return { outcome: 'retry', afterMs: LOOK_AGAIN_MS, ...counts };
    const { clustered, near } = await app.clusterItems(lane);
    if (clustered === 0) return { outcome: 'done', ...counts };
    counts.clustered += clustered;
    counts.near += near;
  }
  return { outcome: 'retry', afterMs: 1, ...counts };
}
