import { addSeconds, toInstant } from '../schemas/instant.js';
import { LANES } from '../schemas/lane.js';
import type { App } from '../src/compose.js';

/**
 * Whether work that nobody waits for stays out of the way: while jobs that bring or check content could begin, and what
 * is due since `oldest` has not waited longer than `patienceSeconds`. Jobs under way do not count, a slow site always
 * has one; nor do those that wait for a time of their own.
 */
export async function stepsAside(
  app: Pick<App, 'queues' | 'now'>,
  oldest: () => Promise<string | undefined>,
  patienceSeconds: number,
): Promise<boolean> {
  const ready = await app.queues.countReady(
    LANES.flatMap((lane) => (['collect', 'check'] as const).map((kind) => ({ kind, lane }))),
  );
  if (Object.values(ready).every((jobs) => jobs === 0)) return false;
  const since = await oldest();
  return since !== undefined && since > toInstant(addSeconds(app.now(), -patienceSeconds));
}
