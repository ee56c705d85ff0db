import { addSeconds, toInstant } from '../schemas/instant.js';
import { LANES } from '../schemas/lane.js';
import type { App } from '../src/compose.js';

/** So many jobs under way at once are a rush; fewer may be slow sites, of which there is always one. */
const RUSH = 8;

/**
 * Whether work that nobody waits for stays out of the way: while jobs that bring or check content could begin, or many are
 * under way, and what is due since `oldest` has not waited longer than `patienceSeconds`. Jobs that wait for a time of
 * their own do not count.
 */
export async function stepsAside(
  app: Pick<App, 'queues' | 'now'>,
  oldest: () => Promise<string | undefined>,
  patienceSeconds: number,
): Promise<boolean> {
  const bringing = LANES.flatMap((lane) => (['collect', 'check'] as const).map((kind) => ({ kind, lane })));
  const [ready, active] = await Promise.all([
    app.queues.countReady(bringing),
    app.queues.countActive(bringing),
  ]);
  if (sumOf(ready) === 0 && sumOf(active) < RUSH) return false;
  const since = await oldest();
  return since !== undefined && since > toInstant(addSeconds(app.now(), -patienceSeconds));
}

function sumOf(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
