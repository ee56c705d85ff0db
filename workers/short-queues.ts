import type { Lane } from '../schemas/lane.js';
import type { App } from '../src/compose.js';
import { queueName, type WorkKind } from '../src/queue/lanes.js';

/**
 * More jobs than this that could begin say that a queue has not forgotten its work. Those that wait for a time of their
 * own, as hundreds of files of a few busy hosts may, keep nobody else away.
 */
const LONG_QUEUE = 100;

/** Lanes whose queue may have lost calls; reading due items for one that is full of them would only cost the store. */
export async function shortQueues(
  app: Pick<App, 'queues'>,
  kind: WorkKind,
  lanes: readonly Lane[],
): Promise<Lane[]> {
  const waiting = await app.queues.countReady(lanes.map((lane) => ({ kind, lane })));
  return lanes.filter((lane) => (waiting[queueName({ kind, lane })] ?? 0) < LONG_QUEUE);
}
